namespace Trace.Client.Outboxes;

/// <summary>How an <see cref="Outbox"/> works.</summary>
public sealed record OutboxOptions
{
    /// <summary>After how long a try that failed is followed by the next; its number of tries is not bounded here.</summary>
    public RetryPolicy Pace { get; init; } = new() { First = TimeSpan.FromMilliseconds(500) };

    /// <summary>After how long a statement that the ledger may take later, such as one that names another which is not recorded, is tried again.</summary>
    public RetryPolicy Patience { get; init; } = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromHours(1) };

    /// <summary>How often such a statement is tried before it counts as refused; with the defaults about half a day.</summary>
    public int MostAttempts { get; init; } = 24;

    /// <summary>How long a stream may go without an answer before it is cut and begun again.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>This machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told between any two steps; a test's, which stops the world there.</summary>
    internal Action<OutboxStep>? Reached { get; init; }

    /// <summary>The most pages of 4,096 bytes that the file may have; a test's, for a disk that is full.</summary>
    internal int? MostPages { get; init; }
}

/// <summary>Where a process can die.</summary>
internal enum OutboxStep
{
    PutBegun,
    PutWritten,
    PutCommitted,
    Taken,
    Answered,
    Disclosed,
    MarkWritten,
    MarkCommitted,
}
