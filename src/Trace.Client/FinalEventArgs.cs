using Trace.Domain.Ledger;

namespace Trace.Client;

/// <summary>What was accepted has become final.</summary>
/// <param name="accepted">The promise, and what was promised.</param>
/// <param name="by">The published checkpoint that keeps it: it meets the policy, its quorum of witnesses included, and continues the promise's tree.</param>
public sealed class FinalEventArgs(AcceptedCheckpoint accepted, VerifiedCheckpoint by) : EventArgs
{
    /// <summary>The promise, and what was promised.</summary>
    public AcceptedCheckpoint Accepted => accepted;

    /// <summary>The published checkpoint that keeps it.</summary>
    public VerifiedCheckpoint By => by;
}

/// <summary>The log broke what it promised.</summary>
/// <param name="fork">Both checkpoints, and where they are kept.</param>
public sealed class ForkEventArgs(ForkException fork) : EventArgs
{
    /// <summary>Both checkpoints, and where they are kept.</summary>
    public ForkException Fork => fork;
}
