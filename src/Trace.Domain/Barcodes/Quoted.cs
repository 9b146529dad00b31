using System.Globalization;
using System.Text;

namespace Trace.Domain.Barcodes;

/// <summary>Shows in a message what came, at most <see cref="MaxShown"/> characters of it.</summary>
/// <remarks>
/// What is refused may hold anything: control characters that forge a line of a log, or half a surrogate pair that no
/// encoder of the answer takes. Such characters are shown as <c>\uXXXX</c>.
/// </remarks>
internal static class Quoted
{
    /// <summary>How many characters are shown before an ellipsis takes the place of the rest.</summary>
    public const int MaxShown = 80;

    /// <summary>The text in double quotes, safe to put into a log line, a header's text or JSON.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, MaxShown) + 3).Append('"');
        foreach (char c in text[..Math.Min(text.Length, MaxShown)])
        {
            if (IsPlain(c))
            {
                shown.Append(c);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }
        return shown.Append(text.Length > MaxShown ? "…\"" : "\"").ToString();
    }

    private static bool IsPlain(char c) =>
        char.IsAscii(c) ? c is >= ' ' and <= '~' and not ('"' or '\\') : char.IsLetterOrDigit(c);
}
