using Trace.Domain.Products;

namespace Trace.Domain.Complaints;

/// <summary>Times of cases: when the ledger took something down, and days by China's clocks.</summary>
internal static class CaseTime
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    /// <summary>When the ledger took it down.</summary>
    public static DateTimeOffset Of(Said said) => DateTimeOffset.UnixEpoch.AddTicks(said.Entry.RecordedAt * TimeSpan.TicksPerMicrosecond);

    /// <summary>The day in China.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(s_china).DateTime);

    /// <summary>The first moment after a day in China.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), s_china);
}
