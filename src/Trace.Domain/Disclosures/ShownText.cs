using System.Globalization;
using System.Text;

namespace Trace.Domain.Disclosures;

/// <summary>
/// A stranger's text as it may be shown: what is plain stays, what could act on the text around it goes. It is still to be escaped, as every text is.
/// </summary>
public static class ShownText
{
    /// <summary>The most code points that are shown, and that a page lets anybody write.</summary>
    public const int MaxLength = 2000;

    /// <summary>The text to show; empty where nothing of it can be.</summary>
    /// <param name="content">UTF-8, as it was committed to.</param>
    public static string Of(ReadOnlySpan<byte> content) => Of(Encoding.UTF8.GetString(content));

    /// <summary>
    /// The text to show: line breaks and tabs as line breaks and spaces; other control characters, and those that turn the direction of text or
    /// hide it (UAX #9 embeddings, overrides and isolates, tags, noncharacters), left out; at most two line breaks together; cut at <see cref="MaxLength"/>.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder(Math.Min(text.Length, MaxLength));
        var (length, breaks) = (0, 0);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (length == MaxLength)
            {
                shown.Append('…');
                break;
            }

            var one = rune.Value == '\t' ? new Rune(' ') : rune;
            breaks = one.Value == '\n' ? breaks + 1 : 0;
            if (breaks > 2 || (one.Value != '\n' && IsLeftOut(one)))
            {
                continue;
            }

            shown.Append(one);
            length++;
        }

        return shown.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    private static bool IsLeftOut(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0xFEFF or (>= 0xE0000 and <= 0xE007F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
