using System.Runtime.InteropServices;

namespace Trace.Domain.Ledger;

/// <summary>One tile, or as many of its first hashes as there are (C2SP tlog-tiles). An entry bundle has the id of its level-0 tile.</summary>
/// <param name="Level">0 for leaf hashes; each hash at level L + 1 is the root of a full tile at level L.</param>
/// <param name="Index">Position within the level, from 0.</param>
/// <param name="Width">1 to 256 hashes; below 256 the tile is partial.</param>
public readonly record struct TileId(int Level, long Index, int Width)
{
    /// <summary>Whether the tile is still growing.</summary>
    public bool IsPartial => Width < TileGeometry.FullWidth;

    /// <summary>The same tile at its full width.</summary>
    public TileId Full => this with { Width = TileGeometry.FullWidth };
}

/// <summary>Where the nodes of a tree lie in tiles of 256 hashes, eight tree levels high (C2SP tlog-tiles).</summary>
public static class TileGeometry
{
    /// <summary>Hashes in a full tile, and entries in a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>Tree levels that one tile spans.</summary>
    public const int Height = 8;

    /// <summary>Bytes of a full tile.</summary>
    public const int FullBytes = FullWidth * Hash256.Size;

    /// <summary>The highest tile level that a tree of 2^63 - 1 leaves reaches.</summary>
    public const int MaxLevel = 7;

    /// <summary>How many hashes of the tile a tree of this size has: 0 to 256.</summary>
    public static int WidthAt(int level, long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (level > MaxLevel)
        {
            return 0;
        }

        long hashes = size >> (Height * level);
        long full = hashes >> Height;
        return index < full ? FullWidth : index == full ? (int)(hashes & (FullWidth - 1)) : 0;
    }

    /// <summary>Every tile of a tree, full and partial, level by level; made as it is read.</summary>
    public static IEnumerable<TileId> TilesOf(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return TilesBetween(0, size, partial: true);
    }

    /// <summary>The tiles that became full when a tree grew: what is stored for ever, in the transaction of the entries that complete it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree shrank.</exception>
    public static IEnumerable<TileId> CompletedTiles(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(newSize, oldSize);
        return TilesBetween(oldSize, newSize, partial: false);
    }

    /// <summary>The tile that holds a node, or the hashes under it, at its width in a tree of this size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree does not hold the whole subtree under the node.</exception>
    public static TileId TileOf(NodeId node, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node.Level);
        ArgumentOutOfRangeException.ThrowIfNegative(node.Index);
        if (node.Level > 62 || node.Index >= size >> node.Level)
        {
            throw new ArgumentOutOfRangeException(nameof(node), node, $"not a complete subtree of a tree of {size} leaves");
        }

        int level = node.Level / Height;
        long index = node.Index >> (Height - (node.Level % Height));
        return new(level, index, WidthAt(level, index, size));
    }

    /// <summary>The hash of a node from the tile that holds it, or, where the node is a full tile's root, from that tile.</summary>
    /// <param name="tile">The tile; of its hashes at least <see cref="TileId.Width"/> must be there.</param>
    /// <param name="hashes">The tile's bytes, 32 a hash; more than the width asks for is fine (a full tile in place of a partial one).</param>
    /// <param name="node">A node at most eight levels above the tile's own.</param>
    /// <exception cref="ArgumentException">The node is not in this tile, or not within its width.</exception>
    /// <exception cref="InvalidDataException">The bytes are fewer than the width, more than a full tile, or no whole number of hashes.</exception>
    public static Hash256 NodeHash(TileId tile, ReadOnlySpan<byte> hashes, NodeId node)
    {
        if (hashes.Length < tile.Width * Hash256.Size || hashes.Length > FullBytes || hashes.Length % Hash256.Size != 0)
        {
            throw new InvalidDataException($"tile {TilePath.Format(tile)} came as {hashes.Length} bytes");
        }

        int height = node.Level - (tile.Level * Height);
        if (height is < 0 or > Height || node.Index >> (Height - height) != tile.Index)
        {
            throw new ArgumentException($"{node} is not in tile {TilePath.Format(tile)}", nameof(node));
        }

        int first = (int)(node.Index << height & (FullWidth - 1));
        int count = 1 << height;
        if (first + count > tile.Width)
        {
            throw new ArgumentException($"{node} is not within the width of tile {TilePath.Format(tile)}", nameof(node));
        }

        Span<Hash256> row = stackalloc Hash256[count];
        hashes.Slice(first * Hash256.Size, count * Hash256.Size).CopyTo(MemoryMarshal.AsBytes(row));
        for (; row.Length > 1; row = row[..(row.Length / 2)])
        {
            for (int i = 0; i < row.Length / 2; i++)
            {
                row[i] = MerkleHash.NodeHash(row[2 * i], row[(2 * i) + 1]);
            }
        }

        return row[0];
    }

    private static IEnumerable<TileId> TilesBetween(long oldSize, long newSize, bool partial)
    {
        for (int level = 0; level <= MaxLevel; level++)
        {
            long hashes = newSize >> (Height * level);
            long full = hashes >> Height;
            for (long index = oldSize >> (Height * level) >> Height; index < full; index++)
            {
                yield return new(level, index, FullWidth);
            }

            if (partial && (hashes & (FullWidth - 1)) is > 0 and long width)
            {
                yield return new(level, full, (int)width);
            }
        }
    }
}
