using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.Tool;

namespace Trace.LabelPrinter.Parcels;

/// <summary>SSCCs of a party's own numbers (GS1 General Specifications, section 2.2.1), each given out once.</summary>
internal static class ParcelNumbers
{
    private const int ReferenceAndPrefix = 16;

    /// <summary>Takes the next numbers.</summary>
    /// <param name="journal">Keeps the count.</param>
    /// <param name="prefix">GS1 Company Prefix; it is never guessed.</param>
    /// <param name="extension">0 to 9: another for each station that makes SSCCs of the same prefix.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The first serial reference, for who numbered parcels before.</param>
    public static IReadOnlyList<Sscc> Take(Journal journal, string prefix, int extension, int count, long first)
    {
        if (prefix.Length is < 4 or > 12 || !prefix.All(char.IsAsciiDigit))
        {
            throw new UsageException($"--prefix \"{prefix}\": a GS1 Company Prefix has 4 to 12 digits");
        }

        if (extension is < 0 or > 9)
        {
            throw new UsageException($"--extension {extension}: must be a digit");
        }

        var width = ReferenceAndPrefix - prefix.Length;
        var from = journal.Take($"sscc/{extension}/{prefix}", count, first);
        return from + count > (long)Math.Pow(10, width)
            ? throw new UsageException($"--prefix {prefix}: its {width} digits of serial reference are used up; take another --extension")
            : [.. Enumerable.Range(0, count).Select(number => Of($"{extension}{prefix}{(from + number).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}"))];
    }

    /// <summary>The values of a parcel's label.</summary>
    public static Values ValuesOf(SubjectKey parcel, IReadOnlyDictionary<string, string> kept, PublicAddress address)
    {
        var sscc = parcel.Value["00/".Length..];
        return new Values(sscc, new Dictionary<string, string>(kept) { ["sscc"] = sscc, ["sscc.grouped"] = $"{sscc[..1]} {sscc[1..5]} {sscc[5..9]} {sscc[9..13]} {sscc[13..17]} {sscc[17..]}", ["sample"] = address.Sample });
    }

    // The check digit is the one of ten with which it is an SSCC.
    private static Sscc Of(string digits)
    {
        for (var check = '0'; check <= '9'; check++)
        {
            if (Sscc.TryParse(digits + check, out var sscc, out _))
            {
                return sscc;
            }
        }

        throw new InvalidOperationException($"no check digit makes an SSCC of {digits}");
    }
}
