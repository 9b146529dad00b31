using Trace.Domain.Barcodes.Carriers;
using Trace.Domain.Statements;

namespace Trace.Domain.Barcodes;

/// <summary>What was scanned, typed or photographed, and what it is to a station of Trace.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sentence">The same in words, or why it is nothing of ours. Never holds a claim code.</param>
public sealed record Scan(ScanKind Kind, string Sentence)
{
    /// <summary>The most characters of a scan: the largest QR Code holds 7089 digits.</summary>
    public const int MaxLength = ElementString.MaxLength;

    /// <summary>What it names in the ledger; null for waybills, claim codes and nothing.</summary>
    public SubjectKey? Subject { get; init; }

    /// <summary>The lot, where the code has one, also beside an item's serial.</summary>
    public string? Lot { get; init; }

    /// <summary>The GS1 data, where it is any.</summary>
    public ElementString? Elements { get; init; }

    /// <summary>Of a waybill, the number as <see cref="WaybillKey"/> hashes it: in capitals where a courier's form has letters.</summary>
    public string? Number { get; init; }

    /// <summary>Whose waybill it can be. Several: somebody chooses. With a product or none: the digits could be a waybill too.</summary>
    public IReadOnlyList<Carrier> Carriers { get; init; } = [];

    /// <summary>The code of a claim insert, a secret.</summary>
    public ClaimCode? Claim { get; init; }

    /// <summary>
    /// Says what a scan is. Takes whatever a scanner, a keyboard wedge, a camera or a person gives: with or without symbology
    /// identifier, with FNC1 as the character 29 or as wedges spell it, with line ends, tabs and other signs around it, in full-width
    /// characters as a Chinese input method makes them of keystrokes.
    /// </summary>
    /// <param name="text">Of any length and content.</param>
    public static Scan Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return new Scan(ScanKind.Nothing, $"{text.Length} characters are no code of ours: the longest has {MaxLength}.");
        }
        var scanned = Scanned.Of(text);
        return scanned.Text.Length == 0
            ? new Scan(ScanKind.Nothing, "Nothing was scanned.")
            : ScanMeaning.Of(scanned);
    }
}
