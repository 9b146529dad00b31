using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Domain.Barcodes;

/// <summary>A Global Trade Item Number (GS1 General Specifications, section 3.3.2), kept as its 14 digits.</summary>
/// <remarks>EAN-8, UPC-A, EAN-13 and ITF-14 are one number padded with zeros on the left. <c>default</c> is no GTIN.</remarks>
public readonly record struct Gtin
{
    private readonly long _number;

    private Gtin(long number) => _number = number;

    /// <summary>Whether this is a GTIN and not <c>default</c>.</summary>
    internal bool IsSet => _number != 0;

    /// <summary>Reads 8, 12, 13 or 14 digits.</summary>
    /// <exception cref="FormatException">The text is no GTIN; the message states the rule and what came.</exception>
    public static Gtin Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var gtin, out string? problem) ? gtin : throw new FormatException(problem);

    /// <summary>Reads 8, 12, 13 or 14 digits: EAN-8, UPC-A, EAN-13 or GTIN-14.</summary>
    /// <param name="text">Digits only, no spaces and no application identifier.</param>
    /// <param name="gtin">The number, where the answer is true.</param>
    /// <param name="problem">
    /// Otherwise a sentence: wrong length, a character that is no digit, a wrong check digit, all zeros, or a number of
    /// restricted circulation (GS1 Prefixes 02, 04 and 20 to 29, GS1-8 Prefixes 0 and 2; section 1.4), which different
    /// companies give to different things. 952, kept for demonstrations, is taken.
    /// </param>
    public static bool TryParse(ReadOnlySpan<char> text, out Gtin gtin, [NotNullWhen(false)] out string? problem)
    {
        gtin = default;
        if (text.Length is not (8 or 12 or 13 or 14))
        {
            problem = $"gtin {Quoted.Of(text)}: must have 8, 12, 13 or 14 digits, has {text.Length} characters";
            return false;
        }
        problem = Gs1CheckDigit.ReadKey("gtin", text, out long number);
        if (problem is null && RestrictedPrefix(number) is { } prefix)
        {
            problem = $"gtin {Quoted.Of(text)}: {prefix} is for restricted circulation, must be a number given to one company";
        }
        if (problem is not null)
        {
            return false;
        }
        gtin = new Gtin(number);
        return true;
    }

    /// <summary>Whether the 13 digits after the indicator digit start with a GS1 Company Prefix.</summary>
    /// <param name="companyPrefix">4 to 12 digits as GS1 grants them. The empty text is nobody's prefix, and the answer is false.</param>
    public bool IsUnder(string companyPrefix)
    {
        ArgumentNullException.ThrowIfNull(companyPrefix);
        // An empty prefix would give whoever holds it every product there is.
        return IsSet && companyPrefix.Length > 0 && ToString().AsSpan(1).StartsWith(companyPrefix, StringComparison.Ordinal);
    }

    /// <summary>The 14 digits.</summary>
    public override string ToString() => _number.ToString("D14", CultureInfo.InvariantCulture);

    private static string? RestrictedPrefix(long number)
    {
        long thirteen = number % 10_000_000_000_000;
        long prefix = thirteen / 100_000_000_000;
        if (prefix is 2 or 4 or (>= 20 and <= 29))
        {
            return string.Create(CultureInfo.InvariantCulture, $"GS1 Prefix {prefix:D2}");
        }
        // No GTIN-12 or -13 has five zeros in front: GS1 leaves these to the 8-digit numbers, which have prefixes of their own.
        long prefix8 = thirteen / 10_000_000;
        return prefix8 is 0 or 2 ? string.Create(CultureInfo.InvariantCulture, $"GS1-8 Prefix {prefix8}") : null;
    }
}
