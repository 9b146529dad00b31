using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Trace.Documents.Typesetting;

/// <summary>The font that came along, so that Chinese comes out right where no Chinese font is installed. Safe for many threads.</summary>
internal static class DocumentFont
{
    private static readonly Lazy<SKTypeface> s_regular = new(() => Open("regular.otf"));
    private static readonly Lazy<SKTypeface> s_bold = new(() => Open("bold.otf"));

    /// <summary>The font at a size in points; the caller disposes it.</summary>
    public static SKFont At(bool bold, float size) => new((bold ? s_bold : s_regular).Value, size) { Subpixel = true, Hinting = SKFontHinting.None };

    /// <summary>A text that prints as it reads: what would turn its direction, hide, or has no shape in the font stands as a white square.</summary>
    public static string Printable(string text)
    {
        using var font = At(false, 10);
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isOdd = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            printable.Append(isOdd || font.GetGlyph(rune.Value) == 0 ? "□" : rune.ToString());
        }

        return printable.ToString();
    }

    private static SKTypeface Open(string name)
    {
        using var stream = typeof(DocumentFont).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the font {name} was not built in");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"the font {name} can't be read");
    }
}
