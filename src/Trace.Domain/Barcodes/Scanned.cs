using System.Buffers;
using System.Text;

namespace Trace.Domain.Barcodes;

/// <summary>A scan without what scanner and keyboard put around it.</summary>
/// <param name="Symbology">The symbology identifier without its bracket, <c>E0</c>; empty where none was sent.</param>
/// <param name="Text">The message; FNC1 is the character 29.</param>
internal readonly record struct Scanned(string Symbology, string Text)
{
    private const char GroupSeparator = '\x1d';

    // How wedges spell a character that no key types. All stand for nothing else in codes that are read here.
    private static readonly string[] s_spelled = ["<GS>", "{GS}", "[GS]", "(GS)", "<FNC1>", "{FNC1}", "[FNC1]", "<0x1D>", "<0x1d>", "\\x1d", "\\x1D", "\\u001d", "\\u001D", "\u241d", "\u00e8"];

    private static readonly SearchValues<char> s_spaced = SearchValues.Create("0123456789 ");

    public static Scanned Of(string text)
    {
        // A wedge's prefix and suffix are control characters and blanks: STX and ETX, CR, LF, TAB. FNC1 first is kept.
        string inner = Trim(Narrow(text));
        string symbology = "";
        if (SymbologyIdentifier.IsAtStartOf(inner))
        {
            symbology = inner[1..SymbologyIdentifier.Length];
            inner = inner[SymbologyIdentifier.Length..];
        }
        if (!DigitalLink.IsWebAddress(LowerScheme(inner)))
        {
            foreach (string spelled in s_spelled)
            {
                inner = inner.Replace(spelled, $"{GroupSeparator}", StringComparison.Ordinal);
            }
        }
        return new Scanned(symbology, LowerScheme(Closed(Trim(inner))));
    }

    private static string Trim(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsAround(text[start]))
        {
            start++;
        }
        while (end > start && IsAround(text[end - 1]))
        {
            end--;
        }
        return text[start..end];
    }

    // GS is white space to .NET, and FNC1 here.
    private static bool IsAround(char c) => c != GroupSeparator && (c <= ' ' || c is '\x7f' or '\ufeff' || char.IsWhiteSpace(c));

    // People copy what is printed below a symbol with its blanks; neither digits nor element strings have any.
    private static string Closed(string text) =>
        text.StartsWith('(') || !text.AsSpan().ContainsAnyExcept(s_spaced) ? text.Replace(" ", "", StringComparison.Ordinal) : text;

    // A Chinese input method in its full-width mode turns keystrokes into U+FF01 to U+FF5E.
    private static string Narrow(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uff01', '\uff5e'))
        {
            return text;
        }
        var narrow = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            narrow.Append(c is >= '\uff01' and <= '\uff5e' ? (char)(c - 0xfee0) : c);
        }
        return narrow.ToString();
    }

    // Schemes have no case (RFC 3986, section 3.1), and phones begin a line with a capital.
    private static string LowerScheme(string text)
    {
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        return colon is 4 or 5 ? text[..colon].ToLowerInvariant() + text[colon..] : text;
    }
}
