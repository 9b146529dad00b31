using System.Buffers;
using System.Globalization;
using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes;

/// <summary>Tells a compressed Digital Link (GS1 Digital Link Standard: Compression) from any other path.</summary>
internal static class CompressedLink
{
    // Fewer characters of base64 than this hold no GS1 key.
    private const int ShortestKey = 10;

    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// Whether a segment begins as such a string does: its first byte is two digits of an Application Identifier, or one of the
    /// standard's codes for several identifiers together, of which one digit is a letter.
    /// </summary>
    public static bool IsLikely(string segment)
    {
        if (segment.Length < ShortestKey || segment.AsSpan().ContainsAnyExcept(s_base64) || !segment.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }
        int first = (Value(segment[0]) << 2) | (Value(segment[1]) >> 4);
        string hex = first.ToString("X2", CultureInfo.InvariantCulture);
        return !hex.All(char.IsAsciiDigit) || BarcodeSyntax.Entries.Any(entry => entry.Code.StartsWith(hex, StringComparison.Ordinal));
    }

    private static int Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
