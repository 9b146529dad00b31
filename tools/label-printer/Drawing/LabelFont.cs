using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>The font that came along, so that Chinese comes out right where no Chinese font is installed. Safe for many threads.</summary>
internal static class LabelFont
{
    // An outline as it is, wherever a line begins: no hints of one machine's own, and no colours at the edges.
    private static readonly Lazy<SKTypeface> s_regular = new(() => Open("regular.otf"));
    private static readonly Lazy<SKTypeface> s_bold = new(() => Open("bold.otf"));

    /// <summary>The font at a size; the caller disposes it.</summary>
    /// <param name="bold">Its weight.</param>
    /// <param name="size">Of the em, in dots.</param>
    public static SKFont At(bool bold, double size) => new((bold ? s_bold : s_regular).Value, (float)size)
    {
        Subpixel = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };

    /// <summary>The first character that the font lacks; null where it has all.</summary>
    public static string? Lacking(string text)
    {
        using var font = At(false, 10);
        foreach (var rune in text.EnumerateRunes())
        {
            if (font.GetGlyph(rune.Value) == 0)
            {
                return $"{rune} (U+{rune.Value:X4})";
            }
        }

        return null;
    }

    private static SKTypeface Open(string name)
    {
        using var stream = typeof(LabelFont).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the font {name} was not built in");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"the font {name} can't be read");
    }
}
