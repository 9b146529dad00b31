using Trace.Client.Outboxes;

namespace Trace.Client.Tests.Outboxes;

public class ClockSkewTests
{
    [Theory]
    [InlineData(0, 0, ClockFault.None, null)]
    [InlineData(0, 59, ClockFault.None, null)]
    [InlineData(480, 0, ClockFault.LocalTimeAsUtc, "8:00 h ahead: local time sent as UTC?")]
    [InlineData(480, 45, ClockFault.LocalTimeAsUtc, "8:00 h ahead: local time sent as UTC?")]
    [InlineData(480, -45, ClockFault.LocalTimeAsUtc, "7:59 h ahead: local time sent as UTC?")]
    [InlineData(-480, 10, ClockFault.UtcAsLocalTime, "7:59 h behind: UTC sent as local time?")]
    [InlineData(60, 0, ClockFault.LocalTimeAsUtc, "1:00 h ahead: local time sent as UTC?")]
    [InlineData(482, 0, ClockFault.Wrong, "8:02 h ahead: set this clock")]
    [InlineData(-5, 0, ClockFault.Wrong, "0:05 h behind: set this clock")]
    [InlineData(1440, 0, ClockFault.Wrong, "24:00 h ahead: set this clock")]
    public void What_a_clock_looks_like_is_told(int minutes, int seconds, ClockFault fault, string? told)
    {
        var ahead = TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);

        Assert.Equal(fault, ClockSkew.FaultOf(ahead));
        Assert.Equal(told, ClockSkew.Describe(ahead));
    }

    [Fact]
    public void A_measurement_is_as_exact_as_the_answer_was_fast()
    {
        var recorded = new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);

        var skew = ClockSkew.Measure(recorded.AddHours(8).AddSeconds(-2), recorded.AddHours(8).AddSeconds(4), recorded);

        Assert.Equal((TimeSpan.FromHours(8) + TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (skew.Ahead, skew.Within));
    }
}
