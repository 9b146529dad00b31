using System.Net;

namespace Trace.Relay;

/// <summary>How a relay runs.</summary>
/// <param name="Folder">Outbox, waybill keys and what was taken lie in it.</param>
/// <param name="Listen">Where it takes pushes.</param>
/// <param name="Settings">What providers sign with.</param>
public sealed record RelayOptions(string Folder, IPEndPoint Listen, RelaySettings Settings)
{
    /// <summary>The file of what was taken, in a relay's folder.</summary>
    public const string Taken = "taken.db";

    /// <summary>How many pushes a second one address may make, over some seconds; a provider's all come from few.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
