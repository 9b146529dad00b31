using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes;

/// <summary>
/// An element string whose FNC1 a scanner swallowed: <c>0109521111100010…</c> or <c>00</c> and an SSCC. Read where it can be read in
/// one way alone.
/// </summary>
/// <param name="Elements">The message, or null.</param>
/// <param name="Problem">A sentence where it is such a message, and can't be read.</param>
internal readonly record struct UnmarkedMessage(ElementString? Elements, string? Problem)
{
    /// <summary>Null where a text is no such message: it must begin with a GTIN or an SSCC and its identifier.</summary>
    public static UnmarkedMessage? Read(string text)
    {
        int key = text.StartsWith("01", StringComparison.Ordinal) ? 14 : text.StartsWith("00", StringComparison.Ordinal) ? Sscc.Length : 0;
        if (key == 0 || text.Length < 2 + key || BarcodeSyntax.Find(text.AsSpan(0, 2))!.Problem(text.AsSpan(2, key)) is not null)
        {
            return null;
        }
        if (!ElementString.TryParse("^" + text, out var elements, out string? problem))
        {
            return new UnmarkedMessage(null, $"GS1 data that is not valid: {problem}.");
        }
        // With no FNC1 left in it, a value of no set length may be two values run together.
        var last = elements.Elements[^1];
        bool certain = text.Contains('\x1d', StringComparison.Ordinal) || text.Contains('^', StringComparison.Ordinal)
            || BarcodeSyntax.Find(last.Identifier)!.PredefinedLength || !MayHoldAnother(last.Value);
        return certain
            ? new UnmarkedMessage(elements, null)
            : new UnmarkedMessage(null, $"({last.Identifier}) {Quoted.Of(last.Value)} may be several values run together: the scanner must be set to send FNC1 (GS, character 29).");
    }

    // After at least one character, an identifier that goes with a lot or serial and leaves room for a value.
    private static bool MayHoldAnother(string value) =>
        Enumerable.Range(1, Math.Max(value.Length - 3, 0)).Any(at => value.AsSpan(at, 2) is "10" or "21");
}
