using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>What to do about a refusal.</summary>
internal enum VerdictKind
{
    /// <summary>The ledger takes nothing now: all that waits keeps waiting, in order.</summary>
    HoldAll,

    /// <summary>This one may be taken later: its subject's lane waits, the others go on.</summary>
    HoldSubject,

    /// <summary>Never in this form: it stays visible with its reason, and the next one goes.</summary>
    Keep,
}

/// <summary>What to do about a refusal, and how long the ledger asks to wait.</summary>
internal readonly record struct Verdict(VerdictKind Kind, TimeSpan Asked)
{
    /// <summary>Judges a refusal.</summary>
    /// <param name="refusal">As it came.</param>
    /// <param name="attempts">How often the statement was refused for now, this time included.</param>
    /// <param name="most">How often that may be.</param>
    public static Verdict Of(Refusal refusal, int attempts, int most)
    {
        var asked = TimeSpan.FromMilliseconds(Math.Max(0, refusal.RetryAfterMs));
        return refusal.Reason switch
        {
            // One key signs what an outbox holds: while it is not known, nothing of it is taken.
            Reason.BacklogFull or Reason.RateLimited or Reason.ReadOnly or Reason.UnknownKey => new(VerdictKind.HoldAll, asked),
            _ when refusal.Retryable && attempts < most => new(VerdictKind.HoldSubject, asked),
            _ => new(VerdictKind.Keep, TimeSpan.Zero),
        };
    }
}
