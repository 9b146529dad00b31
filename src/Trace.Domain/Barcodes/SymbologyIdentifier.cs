namespace Trace.Domain.Barcodes;

/// <summary>
/// The three characters that a scanner may send first, <c>]C1</c>: a bracket, the symbology, and how it was used (ISO/IEC 15424;
/// GS1 General Specifications, section 5.1.3).
/// </summary>
internal static class SymbologyIdentifier
{
    /// <summary>How many characters it has.</summary>
    public const int Length = 3;

    // A retail barcode's two-dimensional component follows as a message of its own.
    private const string CompositePart = "|]e0";

    /// <summary>Whether a text begins with one.</summary>
    public static bool IsAtStartOf(ReadOnlySpan<char> text) =>
        text.Length >= Length && text[0] == ']' && char.IsAsciiLetter(text[1]) && char.IsAsciiLetterOrDigit(text[2]);

    /// <summary>What a message with GS1 data means without its identifier: an element string, a link or a GTIN.</summary>
    /// <param name="text">Begins with an identifier.</param>
    /// <param name="problem">A sentence, where the answer is null.</param>
    public static string? ElementText(string text, out string? problem)
    {
        string rest = text.Length > Length ? text[Length..] : "";
        problem = null;
        switch (text.Length >= Length ? text[1..Length] : "")
        {
            // GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR Code, GS1 DotCode: FNC1 first is said by the identifier.
            case "C1" or "e0" or "d2" or "Q3" or "J1" when rest.AsSpan().ContainsAny('^', '|'):
                problem = $"text {Quoted.Of(text)}: must have the character 29 (GS) for FNC1 after a symbology identifier, has ^ or |";
                return null;
            case "C1" or "e0" or "d2" or "Q3" or "J1":
                return "^" + rest;
            // EAN-13, UPC-A and UPC-E, sent as 13 digits; EAN-8.
            case "E0" when rest.Length == 13 && IsDigits(rest):
            case "E4" when rest.Length == 8 && IsDigits(rest):
                return rest;
            case "E0" when rest.Length > 13 && IsDigits(rest.AsSpan(0, 13)) && rest.AsSpan(13).StartsWith(CompositePart, StringComparison.Ordinal):
                return $"^010{rest[..13]}|^{rest[(13 + CompositePart.Length)..]}";
            case "d1" or "Q1" or "J0" when DigitalLink.IsWebAddress(rest):
                return rest;
            default:
                problem = $"text {Quoted.Of(text)}: must begin with the symbology identifier of GS1 data, ]C1, ]e0, ]d2, ]Q3, ]J1, ]E0 and 13 digits, or ]E4 and 8 digits";
                return null;
        }
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
