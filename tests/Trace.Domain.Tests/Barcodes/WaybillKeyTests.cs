using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class WaybillKeyTests
{
    private static readonly byte[] s_yearKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    // Computed with Python's hmac and base64: key 00 01 .. 1f, message carrier, line feed, number in UTF-8.
    [Theory]
    [InlineData("shunfeng", "SF1234567890123", 2026, "parcel/shunfeng/2026-f4nbgma5n6tvujh4bfnp5ptt5y")]
    [InlineData("yuantong", "运单YT1", 2027, "parcel/yuantong/2027-3szpuaollzjvvr7szvq5ffjuoi")]
    public void A_fixed_key_gives_this_subject(string carrier, string number, int year, string expected)
    {
        var subject = WaybillKey.Subject(s_yearKey, carrier, number, year);

        Assert.Equal(expected, subject.Value);
        Assert.Equal(SubjectKind.Waybill, subject.Kind);
    }

    [Fact]
    public void Case_carrier_and_key_count()
    {
        byte[] otherKey = [.. s_yearKey.Reverse()];
        string[] subjects =
        [
            WaybillKey.Subject(s_yearKey, "shunfeng", "SF1", 2026).Value[^26..],
            WaybillKey.Subject(s_yearKey, "shunfeng", "sf1", 2026).Value[^26..],
            WaybillKey.Subject(s_yearKey, "yuantong", "SF1", 2026).Value[^26..],
            WaybillKey.Subject(otherKey, "shunfeng", "SF1", 2026).Value[^26..],
        ];

        Assert.Equal(4, subjects.Distinct().Count());
    }

    [Theory]
    [InlineData("SF", "SF1", 2026, "carrier \"SF\": must consist of a to z and 0 to 9")]
    [InlineData("", "SF1", 2026, "carrier \"\": must have 2 to 20 characters, has 0")]
    [InlineData("sf", "", 2026, "waybill number of 0 characters: must have 1 to 64")]
    [InlineData("sf", "SECRET ", 2026, "waybill number of 7 characters: character 7 must be no white space, control character or surrogate")]
    [InlineData("sf", "SECRET\U0001f4e6", 2026, "waybill number of 8 characters: character 7 must be no white space, control character or surrogate")]
    [InlineData("sf", "SECRET", 26, "waybill year 26: must be from 1970 to 9999")]
    public void A_refusal_states_the_rule_and_never_the_number(string carrier, string number, int year, string problem)
    {
        Assert.False(WaybillKey.TryGetSubject(s_yearKey, carrier, number, year, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => WaybillKey.Subject(s_yearKey, carrier, number, year)).Message);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(33)]
    public void A_key_of_another_length_is_our_own_mistake(int bytes) =>
        Assert.Throws<ArgumentException>(() => WaybillKey.Subject(new byte[bytes], "sf", "SF1", 2026));

    [Theory]
    [InlineData("2025-12-31T15:59:59.999999Z", 2025)]
    [InlineData("2025-12-31T16:00:00Z", 2026)]
    [InlineData("2026-12-31T15:59:59Z", 2026)]
    [InlineData("2000-01-01T00:00:00Z", 2000)]
    [InlineData("2100-12-31T16:00:00Z", 2101)]
    public void The_year_turns_at_midnight_in_China(string time, int year)
    {
        var utc = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        Assert.Equal(year, WaybillKey.YearOf(UnixMicroseconds.Of(utc)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_time_outside_the_calendar_is_our_own_mistake(long microseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WaybillKey.YearOf(microseconds));
}
