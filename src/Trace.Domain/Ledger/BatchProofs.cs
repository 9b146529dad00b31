namespace Trace.Domain.Ledger;

/// <summary>
/// Inclusion proofs of the newest leaves, each inner node hashed once: leaves of one batch share most of their paths. Reads only the edge and
/// the tiles that the batch completed.
/// </summary>
/// <param name="edge">The edge behind the batch.</param>
/// <param name="completed">The tiles that the batch completed.</param>
public sealed class BatchProofs(EdgeSnapshot edge, IReadOnlyList<TileHashes> completed)
{
    private readonly Dictionary<NodeId, Hash256> _nodes = [];

    /// <summary>The inclusion proof of a leaf in the tree behind the batch (RFC 6962, section 2.1.1).</summary>
    /// <param name="index">Of a leaf of the batch.</param>
    public Hash256[] Inclusion(long index) => ProofNodes.ForInclusion(index, edge.Size).Build(Node);

    private Hash256 Node(NodeId node)
    {
        if (node.Level % TileGeometry.Height == 0)
        {
            return FromTile(node);
        }

        if (!_nodes.TryGetValue(node, out var hash))
        {
            hash = MerkleHash.NodeHash(Node(new NodeId(node.Level - 1, node.Index * 2)), Node(new NodeId(node.Level - 1, (node.Index * 2) + 1)));
            _nodes.Add(node, hash);
        }

        return hash;
    }

    private Hash256 FromTile(NodeId node)
    {
        var tile = TileGeometry.TileOf(node, edge.Size);
        var hashes = edge.Read(tile) ?? completed.First(candidate => candidate.Tile.Level == tile.Level && candidate.Tile.Index == tile.Index).Hashes;
        return Hash256.From(hashes.Span.Slice((int)(node.Index & (TileGeometry.FullWidth - 1)) * Hash256.Size, Hash256.Size));
    }
}
