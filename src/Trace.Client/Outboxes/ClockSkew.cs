namespace Trace.Client.Outboxes;

/// <summary>What a clock that is off looks like.</summary>
public enum ClockFault
{
    /// <summary>Less than a minute off: right enough.</summary>
    None,

    /// <summary>Ahead by whole hours: local time was sent as UTC, as in China by 8.</summary>
    LocalTimeAsUtc,

    /// <summary>Behind by whole hours: UTC was sent as local time.</summary>
    UtcAsLocalTime,

    /// <summary>Wrong by some other amount.</summary>
    Wrong,
}

/// <summary>How far a clock is ahead of the ledger's, and what that looks like. A statement keeps what its device said; this is only told beside it.</summary>
/// <param name="Ahead">Positive where the clock is ahead.</param>
/// <param name="Within">Half of the time that the answer took: the true value lies no further from <paramref name="Ahead"/>.</param>
public sealed record ClockSkew(TimeSpan Ahead, TimeSpan Within)
{
    private static readonly TimeSpan Right = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(14);

    /// <summary>What it looks like.</summary>
    public ClockFault Fault => FaultOf(Ahead);

    /// <summary>Measures: the ledger recorded between sending and answer, as this clock has them.</summary>
    /// <param name="sentAt">By this clock.</param>
    /// <param name="answeredAt">By this clock.</param>
    /// <param name="recordedAt">By the ledger's.</param>
    public static ClockSkew Measure(DateTimeOffset sentAt, DateTimeOffset answeredAt, DateTimeOffset recordedAt)
    {
        var half = (answeredAt - sentAt) / 2;
        return new ClockSkew(sentAt + half - recordedAt, half.Duration());
    }

    /// <summary>What an amount looks like: within a minute of a whole number of hours, up to the 14 that time zones have, it is a matter of time zones.</summary>
    /// <param name="ahead">Positive where the clock is ahead.</param>
    public static ClockFault FaultOf(TimeSpan ahead)
    {
        if (ahead.Duration() < Right)
        {
            return ClockFault.None;
        }

        var hours = Math.Round(ahead.TotalHours);
        return hours == 0 || ahead.Duration() > Furthest + Right || (ahead - TimeSpan.FromHours(hours)).Duration() > Right
            ? ClockFault.Wrong
            : hours > 0 ? ClockFault.LocalTimeAsUtc : ClockFault.UtcAsLocalTime;
    }

    /// <summary>One sentence for people; null where the clock is right enough.</summary>
    /// <param name="ahead">Positive where the clock is ahead.</param>
    public static string? Describe(TimeSpan ahead)
    {
        var amount = $"{(int)ahead.Duration().TotalHours}:{ahead.Duration().Minutes:D2} h {(ahead > TimeSpan.Zero ? "ahead" : "behind")}";
        return FaultOf(ahead) switch
        {
            ClockFault.None => null,
            ClockFault.LocalTimeAsUtc => $"{amount}: local time sent as UTC?",
            ClockFault.UtcAsLocalTime => $"{amount}: UTC sent as local time?",
            _ => $"{amount}: set this clock",
        };
    }
}
