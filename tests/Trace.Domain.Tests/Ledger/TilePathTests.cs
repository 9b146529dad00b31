using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(1, 1, 17, "tile/1/001.p/17")]
    [InlineData(63, 999, 255, "tile/63/999.p/255")]
    [InlineData(2, 1000, 1, "tile/2/x001/000.p/1")]
    [InlineData(0, long.MaxValue, 256, "tile/0/x009/x223/x372/x036/x854/x775/807")]
    public void Path_is_written_and_read_as_the_specification_has_it(int level, long index, int width, string path)
    {
        var tile = new TileId(level, index, width);

        Assert.Equal(path, TilePath.Format(tile));
        Assert.True(TilePath.TryParse(path, out TileId parsed));
        Assert.Equal(tile, parsed);
    }

    [Fact]
    public void Path_of_an_entry_bundle_names_entries_in_place_of_the_level()
    {
        Assert.Equal("tile/entries/x001/x234/067", TilePath.FormatEntries(1234067));
        Assert.True(TilePath.TryParseEntries("tile/entries/273.p/112", out TileId bundle));
        Assert.Equal(new(0, 273, 112), bundle);
        Assert.False(TilePath.TryParse("tile/entries/273.p/112", out _));
        Assert.False(TilePath.TryParseEntries("tile/0/273.p/112", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile//000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x067")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/x000/067")]
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x001/x067")]
    [InlineData("tile/0/X001/067")]
    [InlineData("tile/0/x001//067")]
    [InlineData("tile/0/ 67")]
    [InlineData("tile/0/-67")]
    [InlineData("tile/0/٠٦٧")]
    [InlineData("tile/0/067.p")]
    [InlineData("tile/0/067.p/")]
    [InlineData("tile/0/067.p/0")]
    [InlineData("tile/0/067.p/256")]
    [InlineData("tile/0/067.p/012")]
    [InlineData("tile/0/067.p/1/")]
    [InlineData("tile/0/067.p/1.p/1")]
    [InlineData("tile/0/x001.p/1/067")]
    [InlineData("tile/0/067.p/99999999999999999999")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/x001/x009/x223/x372/x036/x854/x775/807")]
    public void Other_spellings_are_no_paths(string path)
    {
        Assert.False(TilePath.TryParse(path, out _));
        Assert.False(TilePath.TryParseEntries(path.Replace("tile/0/", "tile/entries/", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void Whatever_is_read_is_written_the_same()
    {
        Gen<TileId> tiles =
            from level in Gen.Int[0, 63]
            from index in Gen.Frequency((1, Gen.Long[0, 5000]), (1, Gen.Long[0, long.MaxValue]))
            from width in Gen.Int[1, 256]
            select new TileId(level, index, width);
        tiles.Sample(tile => TilePath.TryParse(TilePath.Format(tile), out TileId parsed) && parsed == tile);

        // Characters of paths in any order: what is a path at all is one in its only spelling.
        string[] pieces = ["0", "1", "x", "/", "00", "001", "x001/", ".p/", "7"];
        Gen.Int[0, pieces.Length - 1].Array[1, 6].Select(chosen => "tile/0/" + string.Concat(chosen.Select(i => pieces[i]))).Sample(path =>
            !TilePath.TryParse(path, out TileId parsed) || TilePath.Format(parsed) == path);
    }
}
