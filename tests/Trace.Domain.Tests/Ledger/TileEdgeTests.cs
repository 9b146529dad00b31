using System.Buffers.Binary;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public class TileEdgeTests
{
    private static Hash256 Leaf(long index)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, index);
        return MerkleHash.LeafHash(bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(512)]
    public void Every_leaf_of_every_batch_is_proven_against_the_naive_root(int batchSize)
    {
        var (edge, tree, stored) = (new TileEdge(), new MerkleTree(), new Dictionary<TileId, ReadOnlyMemory<byte>>());
        for (var next = 0L; next < 1500; next += batchSize)
        {
            var batch = Enumerable.Range(0, batchSize).Select(i => Leaf(next + i)).ToArray();
            foreach (var leaf in batch) tree.Append(leaf);
            var completed = edge.Append(batch);
            foreach (var tile in completed) stored[tile.Tile] = tile.Hashes;

            var snapshot = edge.Snapshot();
            Assert.Equal(tree.Root, snapshot.Root());
            var proofs = new BatchProofs(snapshot, completed);
            for (var i = 0; i < batchSize; i++)
            {
                Assert.True(InclusionProof.Verify(batch[i], next + i, snapshot.Size, proofs.Inclusion(next + i), tree.Root));
            }

            var leaves = Enumerable.Range(0, (int)(snapshot.Size & 255)).Select(i => Leaf((snapshot.Size & ~255L) + i)).ToList();
            Assert.Equal(tree.Root, TileEdge.Read(snapshot.Size, leaves, tile => stored[tile]).Snapshot().Root());
        }
    }

    [Fact]
    public void A_snapshot_hands_out_the_first_part_of_a_partial_tile_for_smaller_trees()
    {
        var edge = new TileEdge();
        edge.Append(Enumerable.Range(0, 300).Select(i => Leaf(i)));

        var read = edge.Snapshot().Read(new TileId(0, 1, 10));

        Assert.Equal(Enumerable.Range(256, 10).SelectMany(i => Leaf(i).ToArray()), read!.Value.ToArray());
        Assert.Null(edge.Snapshot().Read(new TileId(0, 0, 256)));
    }
}
