namespace Trace.Domain.Ledger;

/// <summary>A tile with its hashes, 32 bytes each.</summary>
/// <param name="Tile">Which, and how wide.</param>
/// <param name="Hashes">As many as the width.</param>
public sealed record TileHashes(TileId Tile, ReadOnlyMemory<byte> Hashes);

/// <summary>
/// The partial tiles at the right of a growing tree, one a level: what a sequencer keeps in memory, since all else of the tree is stored and
/// never changes. Rebuilt at start from stored tiles and fewer than 256 leaf hashes. Not safe for several threads; snapshots are.
/// </summary>
public sealed class TileEdge
{
    private readonly List<List<Hash256>> _levels = [];

    /// <summary>The edge of the empty tree.</summary>
    public TileEdge()
    {
    }

    private TileEdge(long size, IEnumerable<List<Hash256>> levels)
    {
        Size = size;
        _levels.AddRange(levels);
    }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>Rebuilds the edge of a stored tree.</summary>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="leaves">The leaf hashes behind the last full tile, in order: fewer than 256.</param>
    /// <param name="fullTile">Reads a stored full tile of a level by its index.</param>
    public static TileEdge Read(long size, IReadOnlyList<Hash256> leaves, Func<TileId, ReadOnlyMemory<byte>> fullTile)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentNullException.ThrowIfNull(fullTile);
        var levels = new List<List<Hash256>> { new(leaves) };
        for (var level = 1; size >> (TileGeometry.Height * level) > 0; level++)
        {
            var hashes = size >> (TileGeometry.Height * level);
            var first = hashes >> TileGeometry.Height << TileGeometry.Height;
            var row = new List<Hash256>();
            for (var index = first; index < hashes; index++)
            {
                var below = new TileId(level - 1, index, TileGeometry.FullWidth);
                row.Add(TileGeometry.NodeHash(below, fullTile(below).Span, new NodeId(level * TileGeometry.Height, index)));
            }

            levels.Add(row);
        }

        return new TileEdge(size, levels);
    }

    /// <summary>Adds leaves, and hands out the tiles that became full, lowest level first.</summary>
    /// <param name="leaves">Leaf hashes, in order.</param>
    public IReadOnlyList<TileHashes> Append(IEnumerable<Hash256> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var completed = new List<TileHashes>();
        foreach (var leaf in leaves)
        {
            Size++;
            Add(0, leaf, completed);
        }

        return completed;
    }

    /// <summary>The partial tiles as they are now.</summary>
    public EdgeSnapshot Snapshot() => new(Size, [.. _levels.Select(Bytes)]);

    private void Add(int level, Hash256 hash, List<TileHashes> completed)
    {
        if (level == _levels.Count)
        {
            _levels.Add([]);
        }

        var row = _levels[level];
        row.Add(hash);
        if (row.Count < TileGeometry.FullWidth)
        {
            return;
        }

        var tile = new TileId(level, (Size >> (TileGeometry.Height * (level + 1))) - 1, TileGeometry.FullWidth);
        completed.Add(new TileHashes(tile, Bytes(row)));
        Add(level + 1, MerkleTree.RootOf(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row)), completed);
        row.Clear();
    }

    private static byte[] Bytes(List<Hash256> row) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row)).ToArray();
}

/// <summary>The partial tiles of a tree at one size. Immutable; of a smaller size each is the first part.</summary>
/// <param name="Size">Leaves in the tree.</param>
/// <param name="Levels">Hashes of the partial tile of each level, 32 bytes each.</param>
public sealed record EdgeSnapshot(long Size, IReadOnlyList<byte[]> Levels)
{
    /// <summary>The root of the tree at this size.</summary>
    public Hash256 Root() => Size == 0
        ? MerkleHash.EmptyRoot
        : ProofNodes.ForRoot(Size).Build(node =>
        {
            var tile = TileGeometry.TileOf(node, Size);
            return TileGeometry.NodeHash(tile, Levels[tile.Level], node);
        })[0];

    /// <summary>The hashes of a tile, if it is the partial one of its level; null where it is a full one, which is stored.</summary>
    /// <param name="tile">A tile of this tree, or of a smaller one.</param>
    public ReadOnlyMemory<byte>? Read(TileId tile)
    {
        var full = Size >> (TileGeometry.Height * (tile.Level + 1));
        // Written out: of a conditional with null the compiler makes an empty memory.
        if (tile.Index != full || tile.Level >= Levels.Count)
        {
            return null;
        }

        return Levels[tile.Level].AsMemory(0, tile.Width * Hash256.Size);
    }
}
