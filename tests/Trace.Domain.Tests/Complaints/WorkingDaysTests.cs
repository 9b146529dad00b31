using Trace.Domain.Complaints;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

public sealed class WorkingDaysTests
{
    // The State Council's notice for 2026, and weekends of a year that no notice names yet.
    [Theory]
    [InlineData("2026-02-13", true)]
    [InlineData("2026-02-14", true)]
    [InlineData("2026-02-16", false)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-10", true)]
    [InlineData("2026-10-11", false)]
    [InlineData("2031-01-04", false)]
    [InlineData("2031-01-01", false)]
    [InlineData("2031-10-03", false)]
    [InlineData("2031-01-06", true)]
    public void Holidays_and_days_made_up_for_are_as_announced(string day, bool isWork)
    {
        Assert.Equal(isWork, WorkingDays.OfNotices.IsWorkingDay(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Ten_working_days_over_the_Spring_Festival_pass_its_nine_days_and_count_both_Saturdays()
    {
        Assert.Equal(new DateOnly(2026, 3, 4), WorkingDays.OfNotices.After(new DateOnly(2026, 2, 12), 10));
    }

    [Fact]
    public void Each_year_of_the_file_is_known()
    {
        Assert.Equal([2025, 2026], WorkingDays.OfNotices.Years.Order());
    }

    [Fact]
    public void Until_when_it_is_known_is_said_and_what_comes_later_is_provisional()
    {
        Assert.Equal(new DateOnly(2026, 12, 31), WorkingDays.OfNotices.KnownUntil);
        Assert.False(WorkingDays.OfNotices.IsProvisional(new DateOnly(2026, 12, 31)));
        Assert.True(WorkingDays.OfNotices.IsProvisional(new DateOnly(2027, 1, 4)));
    }

    [Theory]
    [InlineData("*-13-01 off")]
    [InlineData("*-01-01 work")]
    [InlineData("*-01-01 off\n*-01-01 off")]
    [InlineData("2026-01-01 holiday")]
    [InlineData("2026-13-01 off")]
    [InlineData("2026-01-01")]
    [InlineData("2026-01-01 off\n2026-01-01 work")]
    public void A_line_that_is_none_is_named(string text)
    {
        Assert.Contains("calendar, line", Assert.Throws<FormatException>(() => WorkingDays.Parse(text)).Message, StringComparison.Ordinal);
    }
}
