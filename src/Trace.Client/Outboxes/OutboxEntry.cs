using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>A statement in an outbox, and what became of it.</summary>
public sealed record OutboxEntry
{
    /// <summary>Its place in the outbox, from 1; of one subject they go out in this order.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256 of the statement's bytes; its name in this outbox too.</summary>
    public required Hash256 Identity { get; init; }

    /// <summary>What it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>Name of the payload's field in Statement, such as <c>transit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened as the device said; never changed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When it was put here, by this machine's clock.</summary>
    public required DateTimeOffset PutAt { get; init; }

    /// <summary>The bytes that are sent, always the same.</summary>
    public required SignedStatement Statement { get; init; }

    /// <summary>How it stands.</summary>
    public required OutboxState State { get; init; }

    /// <summary>How often the ledger answered that it may come later.</summary>
    public int Attempts { get; init; }

    /// <summary>The caller's own word for it.</summary>
    public string? Note { get; init; }

    /// <summary>Why the ledger did not take it when it was last asked; null where it did or was not asked.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Its place in the log, once it is recorded.</summary>
    public ulong? Index { get; init; }

    /// <summary>The version of its subject that it is, once it is recorded.</summary>
    public ulong? Version { get; init; }

    /// <summary>When the ledger recorded it, by the ledger's clock.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>How much this machine's clock was ahead of the ledger's, measured at its answer; null where that was not measured.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>Identity of the statement that was signed in its place.</summary>
    public Hash256? Instead { get; init; }

    /// <summary>Why it was dropped.</summary>
    public string? DroppedBecause { get; init; }
}

/// <summary>Something became of a statement. A statement that is retried has several; the greatest number is the last word.</summary>
/// <param name="Number">From 1, in the order in which things were known; what was given once is never given another number.</param>
/// <param name="At">When, by this machine's clock.</param>
/// <param name="State">How the statement stood from then on.</param>
/// <param name="Refusal">Why it was refused, or why its content was not taken; else null.</param>
/// <param name="Entry">The statement as it stands now.</param>
public sealed record OutboxOutcome(long Number, DateTimeOffset At, OutboxState State, Refusal? Refusal, OutboxEntry Entry);

/// <summary>How many statements stand how.</summary>
/// <param name="Waiting">On their way.</param>
/// <param name="Recorded">In the log.</param>
/// <param name="Refused">Not taken; somebody has to act.</param>
/// <param name="Corrected">Others were signed in their place.</param>
/// <param name="Dropped">Dropped by name.</param>
public sealed record OutboxCounts(long Waiting, long Recorded, long Refused, long Corrected, long Dropped);
