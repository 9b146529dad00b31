namespace Trace.Client.Outboxes;

/// <summary>How a statement in an outbox stands. None leaves the outbox unseen.</summary>
public enum OutboxState
{
    /// <summary>It goes out when there is a network, behind those of its subject that were put before it.</summary>
    Waiting = 0,

    /// <summary>The ledger has it, and proved it.</summary>
    Recorded = 1,

    /// <summary>The ledger does not take it; it stays until somebody retries, corrects or drops it.</summary>
    Refused = 2,

    /// <summary>Another statement was signed in its place.</summary>
    Corrected = 3,

    /// <summary>Somebody dropped it, by name and for a reason.</summary>
    Dropped = 4,
}
