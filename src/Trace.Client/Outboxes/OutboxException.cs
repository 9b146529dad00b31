namespace Trace.Client.Outboxes;

/// <summary>What is wrong with an outbox's file.</summary>
public enum OutboxProblem
{
    /// <summary>Another process has it open.</summary>
    InUse,

    /// <summary>The disk is full. Nothing of what was to be written is there.</summary>
    Full,

    /// <summary>It can't be read or written.</summary>
    Unusable,

    /// <summary>It is no outbox, is damaged, or of another version.</summary>
    Damaged,

    /// <summary>It holds another ledger's statements.</summary>
    OtherLedger,

    /// <summary>There is no statement of that name, or it stands otherwise than what was asked needs.</summary>
    NotSo,
}

/// <summary>An outbox can't do what it was asked: a failing world, or another process. Nothing is torn: what was acknowledged before is there.</summary>
public sealed class OutboxException : IOException
{
    /// <summary>What is wrong, and where.</summary>
    /// <param name="problem">For a machine.</param>
    /// <param name="message">For people: the file, what happened, what to do.</param>
    /// <param name="inner">What was thrown below.</param>
    public OutboxException(OutboxProblem problem, string message, Exception? inner = null)
        : base(message, inner)
    {
        Problem = problem;
    }

    /// <summary>For a machine.</summary>
    public OutboxProblem Problem { get; }
}
