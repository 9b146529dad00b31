namespace Trace.Domain.Barcodes;

/// <summary>What a text is as GS1 data, in its canonical forms.</summary>
/// <param name="Input">The text.</param>
/// <param name="Valid">Whether it is GS1 data, and breaks no rule of it.</param>
/// <param name="ElementString">Without brackets, <c>^</c> for FNC1; null where it is not valid.</param>
/// <param name="DigitalLink">The canonical GS1 Digital Link URI; null where it is not valid, or has no link.</param>
/// <param name="Subject">What it names in the ledger; null where it names nothing that has a history.</param>
/// <param name="Lot">The lot, where there is one, also beside an item's serial.</param>
/// <param name="Error">Where it is not valid, a sentence that states the rule and what came.</param>
public sealed record Barcode(string Input, bool Valid, string? ElementString, string? DigitalLink, SubjectKey? Subject, string? Lot, string? Error)
{
    /// <summary>
    /// Judges an element string (<c>^01…</c> or <c>(01)…</c>), a Digital Link, a GTIN of 8, 12, 13 or 14 digits, or what a
    /// scanner sends with a symbology identifier (<c>]C1…</c>). Nothing is guessed: any other text is not valid.
    /// </summary>
    /// <param name="text">Of any length and content.</param>
    public static Barcode Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryReadElements(text, out var elements, out string? problem) ? Of(text, elements!) : new Barcode(text, false, null, null, null, null, problem);
    }

    /// <summary>The elements of a text, in whichever of the forms it is.</summary>
    internal static bool TryReadElements(string text, out ElementString? elements, out string? problem)
    {
        if (text is [']', ..])
        {
            if (SymbologyIdentifier.ElementText(text, out problem) is { } carried)
            {
                return TryReadElements(carried, out elements, out problem);
            }
            elements = null;
            return false;
        }
        if (Barcodes.DigitalLink.IsWebAddress(text))
        {
            return Barcodes.DigitalLink.TryParse(text, out elements, out problem);
        }
        if (text.Length is 8 or 12 or 13 or 14 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Barcodes.ElementString.TryParse($"(01){text.PadLeft(14, '0')}", out elements, out problem);
        }
        if (text is ['^' or '(' or '\x1d', ..])
        {
            return Barcodes.ElementString.TryParse(text, out elements, out problem);
        }
        elements = null;
        problem = $"text {Quoted.Of(text)}: must be an element string (^01… or (01)…), a GS1 Digital Link, or a GTIN of 8, 12, 13 or 14 digits";
        return false;
    }

    private static Barcode Of(string text, ElementString elements) => new(
        text, true, elements.ToString(), Barcodes.DigitalLink.TryFormat(elements, out string? uri, out _) ? uri : null, elements.Subject, elements["10"], null);
}
