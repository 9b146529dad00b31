using System.Globalization;
using System.Text;

namespace Trace.Domain.Ledger;

/// <summary>
/// Paths of tiles and entry bundles under the log's prefix (C2SP tlog-tiles, *Merkle Tree* and *Log entries*), without a leading slash:
/// <c>tile/0/x001/x234/067</c>, <c>tile/1/000.p/17</c>, <c>tile/entries/273.p/112</c>. A path has one spelling: others are no paths.
/// </summary>
public static class TilePath
{
    private const string Root = "tile/";
    private const string Entries = "entries";
    private const string Partial = ".p/";

    // The highest level the specification has; those above TileGeometry.MaxLevel are paths of tiles that never exist.
    private const int MaxLevel = 63;

    /// <summary>The path of a tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A level over 63, a negative index or a width outside 1 to 256.</exception>
    public static string Format(TileId tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile.Level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tile.Level, MaxLevel);
        return Format(tile.Level.ToString(CultureInfo.InvariantCulture), tile.Index, tile.Width);
    }

    /// <summary>The path of an entry bundle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative index or a width outside 1 to 256.</exception>
    public static string FormatEntries(long index, int width = TileGeometry.FullWidth) => Format(Entries, index, width);

    /// <summary>Reads the path of a tile; false where it is not exactly as <see cref="Format(TileId)"/> writes it.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out TileId tile)
    {
        tile = default;
        if (!TrySplit(path, out ReadOnlySpan<char> kind, out ReadOnlySpan<char> rest)
            || !StrictText.TryDecimal(kind, out long level) || level > MaxLevel
            || !TryIndexAndWidth(rest, out long index, out int width))
        {
            return false;
        }

        tile = new((int)level, index, width);
        return true;
    }

    /// <summary>Reads the path of an entry bundle, as the id of its level-0 tile; false where it is not exactly as <see cref="FormatEntries"/> writes it.</summary>
    public static bool TryParseEntries(ReadOnlySpan<char> path, out TileId bundle)
    {
        bundle = default;
        if (!TrySplit(path, out ReadOnlySpan<char> kind, out ReadOnlySpan<char> rest)
            || !kind.SequenceEqual(Entries) || !TryIndexAndWidth(rest, out long index, out int width))
        {
            return false;
        }

        bundle = new(0, index, width);
        return true;
    }

    private static string Format(string kind, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TileGeometry.FullWidth);
        var path = new StringBuilder(Root).Append(kind).Append('/');
        string digits = index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        for (int i = 0; i < digits.Length - 3; i += 3)
        {
            path.Append('x').Append(digits, i, 3).Append('/');
        }

        path.Append(digits, digits.Length - 3, 3);
        return width == TileGeometry.FullWidth
            ? path.ToString()
            : path.Append(Partial).Append(width.ToString(CultureInfo.InvariantCulture)).ToString();
    }

    private static bool TrySplit(ReadOnlySpan<char> path, out ReadOnlySpan<char> kind, out ReadOnlySpan<char> rest)
    {
        kind = rest = default;
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        path = path[Root.Length..];
        int slash = path.IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        kind = path[..slash];
        rest = path[(slash + 1)..];
        return true;
    }

    private static bool TryIndexAndWidth(ReadOnlySpan<char> path, out long index, out int width)
    {
        index = 0;
        width = TileGeometry.FullWidth;
        int partial = path.IndexOf(Partial, StringComparison.Ordinal);
        if (partial >= 0)
        {
            if (!StrictText.TryDecimal(path[(partial + Partial.Length)..], out long narrow) || narrow is < 1 or >= TileGeometry.FullWidth)
            {
                return false;
            }

            width = (int)narrow;
            path = path[..partial];
        }

        for (bool first = true; ; first = false)
        {
            bool last = path.Length == 3;
            if (!last && (path.Length < 5 || path[0] != 'x' || path[4] != '/'))
            {
                return false;
            }

            ReadOnlySpan<char> digits = last ? path : path[1..4];
            if (digits.ContainsAnyExceptInRange('0', '9') || (first && !last && digits.SequenceEqual("000")))
            {
                return false;
            }

            int group = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + (digits[2] - '0');
            if (index > (long.MaxValue - group) / 1000)
            {
                return false;
            }

            index = (index * 1000) + group;
            if (last)
            {
                return true;
            }

            path = path[5..];
        }
    }
}
