using Trace.Client;

namespace Trace.Audit;

/// <summary>How an audit works.</summary>
public sealed record AuditOptions
{
    /// <summary>The folder of audits' states, a file a log.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Where both checkpoints of a fork are written; null to keep no files.</summary>
    public CheckpointStore? Evidence { get; init; }

    /// <summary>Where the log before lies, of a log that follows another.</summary>
    public Trace.Client.Logs.ILogFiles? Predecessor { get; init; }

    /// <summary>Entries that are written together: at most so many are done again after a kill.</summary>
    public int CommitEvery { get; init; } = 32_768;

    /// <summary>Entries remembered in memory; what is older is read from the state.</summary>
    public int Remembered { get; init; } = State.AuditState.MostEntries;
}
