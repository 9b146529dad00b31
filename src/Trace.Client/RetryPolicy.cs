namespace Trace.Client;

/// <summary>How often, and after how long, what may be sent again is sent again. Statements always may: the same bytes give the same entry.</summary>
public sealed record RetryPolicy
{
    /// <summary>No retry at all.</summary>
    public static readonly RetryPolicy None = new() { MaxAttempts = 1 };

    /// <summary>How often one thing is tried without any progress, the first time included.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Wait before the second try; doubled for each one after it.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait, unless the ledger asks for more.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether refusals that the ledger calls retryable are tried again too, such as one that names a statement not recorded yet.</summary>
    public bool RetryRefusals { get; init; } = true;

    /// <summary>The wait before a try: half of it fixed, half by chance, so that many clients do not come back as one.</summary>
    /// <param name="attempt">How many tries failed, from 1.</param>
    /// <param name="asked">What the ledger asked for (RetryInfo), if it did: never less is waited.</param>
    public TimeSpan Delay(int attempt, TimeSpan? asked = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)), Longest.TotalMilliseconds);
#pragma warning disable CA5394 // Jitter keeps no secret.
        var delay = TimeSpan.FromMilliseconds((full / 2) + (Random.Shared.NextDouble() * full / 2));
#pragma warning restore CA5394
        return asked is { } least && least > delay ? least + (delay / 2) : delay;
    }
}
