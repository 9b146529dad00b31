using System.Globalization;

namespace Trace.Witness.Submissions;

/// <summary>Sizes as tlog-witness spells them: ASCII digits without leading zeroes, at most 2^63 - 1.</summary>
internal static class StrictDecimal
{
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        return !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0 && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
