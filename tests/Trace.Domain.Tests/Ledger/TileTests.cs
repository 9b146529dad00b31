using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class TileTests
{
    private const int Size = 70_000;

    private static readonly NaiveTree Tree = new(Size);

    [Fact]
    public void Tree_of_70_000_has_the_tiles_of_the_specification()
    {
        TileId[] tiles = [.. TileGeometry.TilesOf(Size)];

        Assert.Equal(273, tiles.Count(tile => tile is { Level: 0, IsPartial: false }));
        Assert.Equal(1, tiles.Count(tile => tile is { Level: 1, IsPartial: false }));
        Assert.Equal([new(0, 273, 112), new(1, 1, 17), new(2, 0, 1)], tiles.Where(tile => tile.IsPartial));
        Assert.Equal(277, tiles.Length);
    }

    [Fact]
    public void Tree_of_256_has_a_full_tile_and_one_of_width_1_above_it()
    {
        Assert.Equal([new(0, 0, 256), new(1, 0, 1)], TileGeometry.TilesOf(256));
    }

    [Fact]
    public void Empty_tree_has_no_tiles()
    {
        Assert.Empty(TileGeometry.TilesOf(0));
    }

    [Theory]
    [InlineData(0, 255, new string[0])]
    [InlineData(255, 256, new[] { "tile/0/000" })]
    [InlineData(256, 256, new string[0])]
    [InlineData(300, 800, new[] { "tile/0/001", "tile/0/002" })]
    [InlineData(65_535, 65_536, new[] { "tile/0/255", "tile/1/000" })]
    public void Growing_completes_the_tiles_that_become_full(long from, long to, string[] paths)
    {
        Assert.Equal(paths, TileGeometry.CompletedTiles(from, to).Select(TilePath.Format));
    }

    [Fact]
    public void Completed_tiles_of_every_step_are_together_the_full_tiles_of_the_tree()
    {
        Gen.Int[0, Size].Array[1, 20].Sample(sizes =>
        {
            Array.Sort(sizes);
            IEnumerable<TileId> steps = sizes.Prepend(0).Zip(sizes).SelectMany(s => TileGeometry.CompletedTiles(s.First, s.Second));
            return steps.ToHashSet().SetEquals(TileGeometry.TilesOf(sizes[^1]).Where(tile => !tile.IsPartial));
        });
    }

    [Theory]
    [InlineData(0, 273, Size, 112)]
    [InlineData(0, 272, Size, 256)]
    [InlineData(0, 274, Size, 0)]
    [InlineData(2, 0, Size, 1)]
    [InlineData(3, 0, Size, 0)]
    [InlineData(7, 0, long.MaxValue, 127)]
    [InlineData(8, 0, long.MaxValue, 0)]
    [InlineData(63, 0, long.MaxValue, 0)]
    [InlineData(0, long.MaxValue, long.MaxValue, 0)]
    public void Width_is_what_the_size_leaves(int level, long index, long size, int width)
    {
        Assert.Equal(width, TileGeometry.WidthAt(level, index, size));
    }

    [Fact]
    public void Proofs_roots_and_right_edge_from_tiles_are_the_recursive_ones()
    {
        (from size in Gen.Frequency((1, Gen.Int[1, 600]), (1, Gen.Int[1, Size])) from index in Gen.Int[0, size - 1] select (index, size)).Sample(
            run =>
            {
                var asked = new List<TileId>();
                ReadOnlyMemory<byte> Read(TileId tile)
                {
                    asked.Add(tile);
                    return Tree.Tile(tile);
                }

                Assert.Equal(Tree.Inclusion(run.index, run.size), TileProofs.Inclusion(run.index, run.size, Read));
                Assert.Equal(asked.Distinct(), asked);
                Assert.Equal(Tree.Consistency(run.index, run.size), TileProofs.Consistency(run.index, run.size, Read));
                Assert.Equal(Tree.Root(run.size), TileProofs.Root(run.size, Read));
                Assert.Equal(Tree.Root(run.size), TileProofs.Tree(run.size, Read).Root);
                Assert.All(asked, tile => Assert.Equal(TileGeometry.WidthAt(tile.Level, tile.Index, run.size), tile.Width));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Tiles_named_beforehand_are_all_that_the_proofs_need()
    {
        ProofNodes inclusion = ProofNodes.ForInclusion(12_345, Size);
        ProofNodes consistency = ProofNodes.ForConsistency(40_000, Size);

        var fetched = TileProofs.TilesFor(inclusion, consistency).ToDictionary(tile => tile, tile => (ReadOnlyMemory<byte>)Tree.Tile(tile));

        Assert.Equal(Tree.Inclusion(12_345, Size), TileProofs.Build(inclusion, fetched));
        Assert.Equal(Tree.Consistency(40_000, Size), TileProofs.Build(consistency, fetched));
    }

    [Fact]
    public void Full_tile_serves_in_place_of_a_partial_one()
    {
        ReadOnlyMemory<byte> Grown(TileId tile) => Tree.Tile(tile with { Width = TileGeometry.WidthAt(tile.Level, tile.Index, Size) });

        Assert.Equal(Tree.Inclusion(7, 300), TileProofs.Inclusion(7, 300, Grown));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(43 * 32)]
    [InlineData((44 * 32) + 1)]
    [InlineData(257 * 32)]
    public void Tile_of_wrong_length_is_refused(int bytes)
    {
        Assert.Throws<InvalidDataException>(() => TileGeometry.NodeHash(new(0, 1, 44), new byte[bytes], new(0, 256)));
    }

    [Fact]
    public void Node_is_not_read_from_a_tile_that_does_not_hold_it()
    {
        byte[] tile = new byte[8192];

        Assert.Throws<ArgumentException>(() => TileGeometry.NodeHash(new(0, 1, 256), tile, new(0, 255)));
        Assert.Throws<ArgumentException>(() => TileGeometry.NodeHash(new(1, 0, 256), tile, new(7, 0)));
        Assert.Throws<ArgumentException>(() => TileGeometry.NodeHash(new(0, 0, 3), tile, new(1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileGeometry.TileOf(new(1, 1), 3));
    }

    [Fact]
    public void Root_of_a_full_tile_is_a_hash_of_the_tile_above()
    {
        TileId tile = new(0, 1, 256);

        Assert.Equal(Tree.Mth(256, 512), TileGeometry.NodeHash(tile, Tree.Tile(tile), new(8, 1)));
    }
}
