namespace Trace.Domain.Barcodes.Syntax;

/// <summary>Dates and times of day in element strings (GS1 General Specifications, section 3.4).</summary>
internal static class TimeLinters
{
    /// <summary>Two digits, <c>00</c> to <paramref name="most"/>.</summary>
    public static string? UpTo(ReadOnlySpan<char> value, int most, string what) =>
        value.Length == 2 && Linters.Number(value) is var number && number >= 0 && number <= most
            ? null
            : $"{what} is {Quoted.Of(value)}, must be 00 to {most}";

    /// <summary><c>HHMM</c>.</summary>
    public static string? HourAndMinute(ReadOnlySpan<char> value) =>
        value.Length == 4 ? UpTo(value[..2], 23, "hour") ?? UpTo(value[2..], 59, "minute") : "must be hour and minute, 4 digits";

    /// <summary><c>YYMMDD</c> or <c>YYYYMMDD</c>.</summary>
    /// <param name="value">6 or 8 digits.</param>
    /// <param name="dayMayBeZero">Whether day 00 stands for no day in particular: the month's last, where a day is needed.</param>
    public static string? Date(ReadOnlySpan<char> value, bool dayMayBeZero)
    {
        if (value.Length is not (6 or 8) || Linters.Number(value) < 0)
        {
            return "must be a date, YYMMDD";
        }
        // Two digits of a year mean one within 49 years before and 50 after this one (section 7.12), of which only 2000 ends
        // in 00, and is a leap year as every fourth is. The standard's own year 0000 is one of its calendar too.
        int year = (int)Linters.Number(value[..^4]);
        bool leap = value.Length == 6 ? year % 4 == 0 : (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int month = (int)Linters.Number(value[^4..^2]);
        int day = (int)Linters.Number(value[^2..]);
        if (month is < 1 or > 12)
        {
            return $"month is {month:D2}, must be 01 to 12";
        }
        int most = month == 2 ? (leap ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;
        int least = dayMayBeZero ? 0 : 1;
        return day >= least && day <= most ? null : $"day is {day:D2}, must be {least:D2} to {most:D2}";
    }
}
