namespace Trace.Domain.Ledger;

/// <summary>
/// Proofs, roots and the right edge from tiles. Either hand in a reader of tiles, or ask first which tiles are needed
/// (<see cref="TilesFor"/>), fetch them in one query, and build from what came. Tiles of an untrusted server make an untrusted proof:
/// check it against a signed checkpoint.
/// </summary>
public static class TileProofs
{
    /// <summary>The tiles that these proofs are built from, each once, at their widths in the tree of each proof's size.</summary>
    public static IReadOnlyList<TileId> TilesFor(params IEnumerable<ProofNodes> proofs)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        var tiles = new HashSet<TileId>();
        foreach (ProofNodes proof in proofs)
        {
            foreach (NodeId node in proof.Nodes)
            {
                tiles.Add(TileGeometry.TileOf(node, proof.Size));
            }
        }

        return [.. tiles];
    }

    /// <summary>A proof from a reader of tiles, which is asked for each tile once.</summary>
    /// <exception cref="InvalidDataException">A tile holds fewer hashes than its width, or is no whole number of hashes.</exception>
    public static Hash256[] Build(ProofNodes proof, Func<TileId, ReadOnlyMemory<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return proof.Build(Nodes(proof.Size, read));
    }

    /// <summary>A proof from tiles that were fetched before.</summary>
    /// <exception cref="KeyNotFoundException">A tile of <see cref="TilesFor"/> is missing.</exception>
    /// <exception cref="InvalidDataException">A tile holds fewer hashes than its width, or is no whole number of hashes.</exception>
    public static Hash256[] Build(ProofNodes proof, IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        return Build(proof, tile => tiles[tile]);
    }

    /// <summary>The inclusion proof of the leaf at <paramref name="index"/> in the tree of <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not below the size.</exception>
    public static Hash256[] Inclusion(long index, long size, Func<TileId, ReadOnlyMemory<byte>> read) =>
        Build(ProofNodes.ForInclusion(index, size), read);

    /// <summary>The consistency proof from the tree of <paramref name="first"/> leaves to that of <paramref name="second"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the first is greater than the second.</exception>
    public static Hash256[] Consistency(long first, long second, Func<TileId, ReadOnlyMemory<byte>> read) =>
        Build(ProofNodes.ForConsistency(first, second), read);

    /// <summary>The root of the tree of <paramref name="size"/> leaves.</summary>
    public static Hash256 Root(long size, Func<TileId, ReadOnlyMemory<byte>> read) => Build(ProofNodes.ForRoot(size), read)[0];

    /// <summary>The growing tree at <paramref name="size"/> leaves: how a sequencer starts again from what is stored.</summary>
    public static MerkleTree Tree(long size, Func<TileId, ReadOnlyMemory<byte>> read)
    {
        Func<NodeId, Hash256> node = Nodes(size, read);
        var edge = ProofNodes.ForRoot(size).Nodes;
        var hashes = new Hash256[edge.Count];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = node(edge[i]);
        }

        return new(size, hashes);
    }

    private static Func<NodeId, Hash256> Nodes(long size, Func<TileId, ReadOnlyMemory<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var seen = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        return node =>
        {
            TileId tile = TileGeometry.TileOf(node, size);
            if (!seen.TryGetValue(tile, out ReadOnlyMemory<byte> hashes))
            {
                hashes = read(tile);
                seen.Add(tile, hashes);
            }

            return TileGeometry.NodeHash(tile, hashes.Span, node);
        };
    }
}
