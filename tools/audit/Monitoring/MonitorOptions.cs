using Trace.Client;

namespace Trace.Audit.Monitoring;

/// <summary>How a monitor works.</summary>
public sealed record MonitorOptions
{
    /// <summary>The folder of monitors' states.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Tells monitors of one log apart.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Where both checkpoints of a fork are written; null to keep no files.</summary>
    public CheckpointStore? Evidence { get; init; }

    /// <summary>How long it waits between two looks at the checkpoint.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where a monitor that knows nothing yet begins: at this entry; null for what comes after now.</summary>
    public long? From { get; init; }

    /// <summary>How often, and after how long, a notice is delivered again; it is never given up.</summary>
    public RetryPolicy Delivery { get; init; } = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1) };

    /// <summary>The clock of waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told, a line each, of what hinders it; the log itself is not told so.</summary>
    public Action<string> Hindered { get; init; } = _ => { };
}
