using System.Globalization;
using System.Text;

namespace Trace.Domain.Statements;

/// <summary>
/// Texts have one spelling: Unicode Normalization Form C (UAX #15), assigned code points only, and neither control characters nor
/// code points of private use.
/// </summary>
public static class NormalText
{
    /// <summary>Whether this machine can tell normal texts from others. .NET's invariant globalization calls everything normal.</summary>
    public static bool IsAvailable => !"e\u0301".IsNormalized(NormalizationForm.FormC);

    /// <summary>What is wrong with a text, or null.</summary>
    /// <param name="text">Well-formed UTF-16, as the protobuf parser gives it.</param>
    public static string? Problem(string text)
    {
        if (IsPrintableAscii(text))
        {
            return null;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.OtherNotAssigned:
                case UnicodeCategory.PrivateUse:
                case UnicodeCategory.Surrogate:
                case UnicodeCategory.Control:
                case UnicodeCategory.LineSeparator:
                case UnicodeCategory.ParagraphSeparator:
                    return $"U+{rune.Value:X4} is not a code point that texts may hold";
            }
        }

        return text.IsNormalized(NormalizationForm.FormC) ? null : "the text is not in Unicode Normalization Form C";
    }

    /// <summary>The number of code points of a text, which is what bounds count.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
            {
                length--;
            }
        }

        return length;
    }

    private static bool IsPrintableAscii(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
