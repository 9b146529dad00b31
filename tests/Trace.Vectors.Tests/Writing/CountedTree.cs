using System.Globalization;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests.Writing;

/// <summary>The tree whose entry <c>i</c> is the decimal <c>i</c> in ASCII: any language can make it, of any size.</summary>
internal static class CountedTree
{
    private static readonly Hash256[] Leaves = [.. Enumerable.Range(0, 70_000).Select(i => LeafOf(i))];
    private static readonly Dictionary<NodeId, Hash256> Known = [];

    public static byte[] EntryOf(long index) => Say.Utf8(index.ToString(CultureInfo.InvariantCulture));

    public static Hash256 LeafOf(long index) => MerkleHash.LeafHash(EntryOf(index));

    public static Hash256 Root(int size) => MerkleTree.RootOf(Leaves.AsSpan(0, size));

    public static Hash256[] Inclusion(long index, long size) => ProofNodes.ForInclusion(index, size).Build(Node);

    public static Hash256[] Consistency(long first, long second) => ProofNodes.ForConsistency(first, second).Build(Node);

    /// <summary>The hashes of a tile, 32 bytes each.</summary>
    public static byte[] Tile(TileId tile) =>
        [.. Enumerable.Range(0, tile.Width).SelectMany(i => Node(new NodeId(tile.Level * TileGeometry.Height, (tile.Index * TileGeometry.FullWidth) + i)).ToArray())];

    private static Hash256 Node(NodeId node)
    {
        if (!Known.TryGetValue(node, out var hash))
        {
            hash = MerkleTree.RootOf(Leaves.AsSpan((int)(node.Index << node.Level), 1 << node.Level));
            Known.Add(node, hash);
        }

        return hash;
    }
}
