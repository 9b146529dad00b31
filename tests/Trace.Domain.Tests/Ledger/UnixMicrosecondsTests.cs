using System.Globalization;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class UnixMicrosecondsTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T08:00:00+08:00", 0)]
    [InlineData("2026-11-30T10:00:00.1234567+08:00", 1_796_004_000_123_456)]
    [InlineData("1969-12-31T23:59:59Z", -1_000_000)]
    public void A_moment_has_one_number_in_any_offset(string moment, long microseconds)
    {
        var time = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);

        Assert.Equal(microseconds, UnixMicroseconds.Of(time));
        Assert.Equal(microseconds, UnixMicroseconds.Of(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)));
    }
}
