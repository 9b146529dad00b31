using Trace.Domain.Ledger;

namespace Trace.Client;

/// <summary>
/// The log signed two histories that can't both be true, or holds less than it once promised. This is never a matter of the network, and no
/// retry mends it: both checkpoints are signed by the log and are the evidence. Keep them, and show them to others.
/// </summary>
public sealed class ForkException : Exception
{
    /// <summary>Two checkpoints of one log that are not of one history.</summary>
    /// <param name="accepted">What this client accepted before.</param>
    /// <param name="offered">What the log says now.</param>
    /// <param name="problem">What does not fit.</param>
    /// <param name="evidence">Folder in which both were written; null where this client keeps no files.</param>
    public ForkException(SignedNote accepted, SignedNote offered, string problem, string? evidence = null)
        : base($"FORK: {problem}{(evidence is null ? "" : $"; both checkpoints are kept in \"{evidence}\"")}")
    {
        Accepted = accepted;
        Offered = offered;
        Evidence = evidence;
    }

    internal ForkException(ForkException earlier)
        : base(earlier.Message, earlier)
    {
        Accepted = earlier.Accepted;
        Offered = earlier.Offered;
        Evidence = earlier.Evidence;
    }

    /// <summary>The signed checkpoint that this client accepted before.</summary>
    public SignedNote Accepted { get; }

    /// <summary>The signed checkpoint that the log offers now.</summary>
    public SignedNote Offered { get; }

    /// <summary>Folder in which both were written; null where this client keeps no files.</summary>
    public string? Evidence { get; }
}
