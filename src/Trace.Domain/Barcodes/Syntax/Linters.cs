namespace Trace.Domain.Barcodes.Syntax;

/// <summary>A check of a component beyond its characters and length: null where it holds, otherwise what came and what must be.</summary>
internal delegate string? Linter(ReadOnlySpan<char> value);

/// <summary>The checks by the names that the syntax dictionary has for them.</summary>
internal static class Linters
{
    /// <summary>The shortest GS1 Company Prefix. Which longer one a key has is never guessed.</summary>
    private const int ShortestCompanyPrefix = 4;

    private static readonly Dictionary<string, Linter> s_byName = new()
    {
        ["couponcode"] = CouponLinters.CouponCode,
        ["couponposoffer"] = CouponLinters.PositiveOffer,
        ["csum"] = CheckLinters.CheckDigit,
        ["csumalpha"] = CheckLinters.CheckPair,
        ["gcppos1"] = CompanyPrefix,
        ["gcppos2"] = value => value.Length < 2 ? CompanyPrefix([]) : CompanyPrefix(value[1..]),
        ["hasnondigit"] = value => value.ContainsAnyExceptInRange('0', '9') ? null : "has digits alone, must have another character",
        ["hh"] = value => TimeLinters.UpTo(value, 23, "hour"),
        ["hhmi"] = TimeLinters.HourAndMinute,
        ["hyphen"] = value => value.Length > 0 && !value.ContainsAnyExcept('-') ? null : "must be a hyphen",
        ["iban"] = CheckLinters.Iban,
        ["importeridx"] = value => value.Length == 1 ? CharacterSet.Set64.Problem(value) : "must be one character",
        ["iso3166"] = value => CodeLists.Problem("iso3166", value),
        ["iso3166999"] = value => value is "999" ? null : CodeLists.Problem("iso3166", value),
        ["iso3166alpha2"] = value => CodeLists.Problem("iso3166alpha2", value),
        ["iso4217"] = value => CodeLists.Problem("iso4217", value),
        ["iso5218"] = value => value is "0" or "1" or "2" or "9" ? null : "must be 0, 1, 2 or 9 (ISO/IEC 5218)",
        ["latitude"] = value => Degrees(value, 1_800_000_000),
        ["longitude"] = value => Degrees(value, 3_600_000_000),
        ["mediatype"] = value => Number(value) is (>= 1 and <= 10) or (>= 80 and <= 99) ? null : "must be an AIDC media type, 01 to 10 or 80 to 99",
        ["mi"] = value => TimeLinters.UpTo(value, 59, "minute"),
        ["nonzero"] = value => Number(value) > 0 ? null : "must not be zero",
        ["nozeroprefix"] = value => value.IsEmpty || value[0] != '0' ? null : "must not begin with 0",
        ["packagetype"] = value => CodeLists.Problem("packagetype", value),
        ["pcenc"] = PercentEncoding,
        ["pieceoftotal"] = PieceOfTotal,
        ["posinseqslash"] = PositionInSequence,
        ["ss"] = value => TimeLinters.UpTo(value, 59, "second"),
        ["winding"] = value => value is "0" or "1" or "9" ? null : "must be 0, 1 or 9",
        ["yesno"] = value => value is "0" or "1" ? null : "must be 0 or 1",
        ["yymmd0"] = value => TimeLinters.Date(value, dayMayBeZero: true),
        ["yymmdd"] = value => TimeLinters.Date(value, dayMayBeZero: false),
        ["yyyymmdd"] = value => TimeLinters.Date(value, dayMayBeZero: false),
        ["zero"] = value => value.Length > 0 && !value.ContainsAnyExcept('0') ? null : "must be 0",
    };

    /// <summary>The check of a name, or null where it is not built.</summary>
    public static Linter? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The first digits of a key that holds a company prefix.</summary>
    public static string? CompanyPrefix(ReadOnlySpan<char> value) =>
        value.Length >= ShortestCompanyPrefix && !value[..ShortestCompanyPrefix].ContainsAnyExceptInRange('0', '9')
            ? null
            : $"must begin with a GS1 Company Prefix, {ShortestCompanyPrefix} digits or more";

    /// <summary>A number of at most 18 digits, or -1.</summary>
    public static long Number(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > 18 || value.ContainsAnyExceptInRange('0', '9'))
        {
            return -1;
        }
        long number = 0;
        foreach (char c in value)
        {
            number = (number * 10) + (c - '0');
        }
        return number;
    }

    private static string? Degrees(ReadOnlySpan<char> value, long most) =>
        value.Length == 10 && Number(value) is var number && number >= 0 && number <= most ? null : $"must be 10 digits, at most {most:D10}";

    private static string? PercentEncoding(ReadOnlySpan<char> value)
    {
        for (int i = value.IndexOf('%'); i >= 0 && i < value.Length; i++)
        {
            if (value[i] != '%')
            {
                continue;
            }
            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))
            {
                return $"character {i + 1} is %, must be followed by two hex digits";
            }
            i += 2;
        }
        return null;
    }

    private static string? PieceOfTotal(ReadOnlySpan<char> value)
    {
        int half = value.Length / 2;
        long piece = value.Length % 2 == 0 ? Number(value[..half]) : -1;
        long total = piece < 0 ? -1 : Number(value[half..]);
        return piece >= 1 && piece <= total ? null : "must be a piece's number and the count of all, neither zero, the number not above the count";
    }

    private static string? PositionInSequence(ReadOnlySpan<char> value)
    {
        int slash = value.IndexOf('/');
        long position = slash > 0 && value[0] != '0' ? Number(value[..slash]) : -1;
        long end = position > 0 && slash + 1 < value.Length && value[slash + 1] != '0' ? Number(value[(slash + 1)..]) : -1;
        return position >= 1 && position <= end ? null : "must be a position, a slash and the end, without leading zeros, the position not above the end";
    }
}
