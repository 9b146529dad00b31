using System.Net;
using Trace.Domain.Ledger;

namespace Trace.Witness;

/// <summary>What a witness is started with.</summary>
/// <param name="Key">Its key file.</param>
/// <param name="State">Its state file, SQLite.</param>
/// <param name="Listen">Where it takes requests; port 0 is any that is free.</param>
/// <param name="Logs">Keys of the logs that it knows; a log's origin is its key's name, and it may have several keys.</param>
public sealed record WitnessOptions(string Key, string State, IPEndPoint Listen, IReadOnlyList<VerifierKey> Logs)
{
    /// <summary>Whether a missing state file is made anew, although these keys may have signed.</summary>
    public bool NewState { get; init; }

    /// <summary>Whether the state file is known to be the newest, although the marker beside the key does not say so.</summary>
    public bool NewMarker { get; init; }

    /// <summary>Requests a second that one address may make; five seconds' worth may come at once.</summary>
    public int RequestsPerSecond { get; init; } = 50;
}
