using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Trace.Domain.Barcodes;

namespace Trace.Domain.Places;

/// <summary>
/// A region by its code: six digits of GB/T 2260 (<c>350100</c>), or an ISO 3166-2 code (<c>CN-FJ</c>, <c>BR-SP</c>).
/// </summary>
/// <remarks>
/// Two regions are equal where their codes are; whether they lie in one province is told by comparing their
/// <see cref="Province"/>, which is spelled one way. <c>default</c> is no region.
/// </remarks>
public readonly record struct Region
{
    private const double EarthRadiusKilometres = 6371.0;

    private static readonly SearchValues<char> s_alphanumerics =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly string? _code;

    private Region(string code, RegionPrecision precision)
    {
        _code = code;
        Precision = precision;
    }

    /// <summary>The code as it was read, 4 to 6 characters; empty for <c>default</c>.</summary>
    public string Code => _code ?? "";

    /// <summary>How fine the code is.</summary>
    public RegionPrecision Precision { get; }

    /// <summary>
    /// The province this lies in or is. Of Chinese provinces it is always the GB/T 2260 code, so that those of
    /// <c>350102</c> and <c>CN-FJ</c> are equal; of other countries the region itself.
    /// </summary>
    public Region Province => Known is { GbCode: { } gb } ? new Region(gb, RegionPrecision.Province) : this;

    /// <summary>Names and place of <see cref="Province"/>; null where the table has it not.</summary>
    public KnownProvince? Known => Provinces.Find(Code);

    /// <summary>Reads a code.</summary>
    /// <exception cref="FormatException">The text is no region code; the message states the rule and what came.</exception>
    public static Region Parse(string text) =>
        TryParse(text, out var region, out string? problem) ? region : throw new FormatException(problem);

    /// <summary>Reads a code in its one spelling, upper case, without blanks.</summary>
    /// <param name="text">
    /// Six digits whose first two are one of the 34 provinces; or a country's two letters, a hyphen and 1 to 3 letters or
    /// digits. Subdivisions of CN and BR must be in the list; of other countries the form alone is checked. So is what
    /// follows the first two digits: districts come and go each year, and a ledger keeps the old ones.
    /// </param>
    /// <param name="region">The region, where the answer is true.</param>
    /// <param name="problem">Otherwise one sentence that states the rule and what came.</param>
    public static bool TryParse(string? text, out Region region, [NotNullWhen(false)] out string? problem)
    {
        text ??= "";
        region = default;
        bool digits = text.Length == 6 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        if (!digits && !IsIsoForm(text))
        {
            problem = $"region {Quoted.Of(text)}: must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ";
            return false;
        }
        if (digits && Provinces.Find(text) is null)
        {
            problem = $"region {Quoted.Of(text)}: begins with {text[..2]}, must begin with the two digits of a province (GB/T 2260)";
            return false;
        }
        if (text[..2] is "CN" or "BR" && Provinces.Find(text) is null)
        {
            problem = $"region {Quoted.Of(text)}: must be one of the subdivisions that ISO 3166-2 lists for {text[..2]}";
            return false;
        }
        region = new Region(text, digits ? PrecisionOf(text) : RegionPrecision.Province);
        problem = null;
        return true;
    }

    /// <summary>
    /// The great circle between the centroids of the two provinces, in kilometres: 0 within one province, null where the
    /// table has no centroid of one of them.
    /// </summary>
    public static double? KilometresBetween(Region a, Region b)
    {
        if (a == default || b == default)
        {
            return null;
        }
        if (a.Province == b.Province)
        {
            return 0;
        }
        return a.Known is { } from && b.Known is { } to ? GreatCircle(from, to) : null;
    }

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    private static RegionPrecision PrecisionOf(string digits) =>
        digits.EndsWith("0000", StringComparison.Ordinal) ? RegionPrecision.Province
        : digits.EndsWith("00", StringComparison.Ordinal) ? RegionPrecision.Prefecture
        : RegionPrecision.County;

    private static bool IsIsoForm(string text) =>
        text.Length is >= 4 and <= 6
        && char.IsAsciiLetterUpper(text[0])
        && char.IsAsciiLetterUpper(text[1])
        && text[2] == '-'
        && text.AsSpan(3).IndexOfAnyExcept(s_alphanumerics) < 0;

    // The haversine form, which keeps its digits where the two places are close.
    private static double GreatCircle(KnownProvince from, KnownProvince to)
    {
        double latitude = double.DegreesToRadians(to.Latitude - from.Latitude);
        double longitude = double.DegreesToRadians(to.Longitude - from.Longitude);
        double h = Math.Pow(Math.Sin(latitude / 2), 2)
            + (Math.Cos(double.DegreesToRadians(from.Latitude)) * Math.Cos(double.DegreesToRadians(to.Latitude))
                * Math.Pow(Math.Sin(longitude / 2), 2));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
