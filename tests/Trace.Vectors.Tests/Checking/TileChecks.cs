using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class TileChecks
{
    private const string Malformed = "MALFORMED";

    public static string TilePaths(JsonObject vector)
    {
        if (!TilePath.TryParse(vector.Text("path"), out var tile))
        {
            return Malformed;
        }

        Assert.Equal(vector.Text("path"), TilePath.Format(tile));
        return Same(vector, tile);
    }

    public static string EntryPaths(JsonObject vector)
    {
        if (!TilePath.TryParseEntries(vector.Text("path"), out var bundle))
        {
            return Malformed;
        }

        Assert.Equal(vector.Text("path"), TilePath.FormatEntries(bundle.Index, bundle.Width));
        return Same(vector, bundle);
    }

    public static string Trees(JsonObject vector)
    {
        TileId[] tiles = [.. TileGeometry.TilesOf(vector.Number("size"))];
        Assert.Equal(vector.Texts("partialTiles"), tiles.Where(tile => tile.IsPartial).Select(TilePath.Format));
        Assert.Equal(vector.Texts("fullTiles"), tiles.Where(tile => !tile.IsPartial).GroupBy(tile => tile.Level).Select(level => $"{level.Count()} of level {level.Key}"));
        return VectorFile.Valid;
    }

    // From the leaves up, as a log that grows makes them.
    public static string Tiles(JsonObject vector)
    {
        Assert.True(TilePath.TryParse(vector.Text("path"), out var tile));
        var edge = new TileEdge();
        int size = (int)Math.Min(70_000, (tile.Index + 1) << (TileGeometry.Height * (tile.Level + 1)));
        var full = edge.Append(Enumerable.Range(0, size).Select(MerkleChecks.Leaf));
        var hashes = edge.Snapshot().Read(tile) ?? full.First(done => done.Tile.Level == tile.Level && done.Tile.Index == tile.Index).Hashes[..(tile.Width * Hash256.Size)];
        Assert.Equal(vector.Number("length"), hashes.Length);
        Assert.Equal(vector.Text("sha256"), Say.Hex(SHA256.HashData(hashes.Span)));
        Assert.Equal(vector["hashes"]?.GetValue<string>() ?? Say.Hex(hashes.Span), Say.Hex(hashes.Span));
        return VectorFile.Valid;
    }

    public static string Bundles(JsonObject vector)
    {
        if (!EntryBundle.TryDecode(vector.Bytes("bytes"), (int)vector.Number("width"), out var entries, out _))
        {
            return Malformed;
        }

        Assert.Equal(vector.Texts("entries"), entries.Select(entry => Say.Hex(entry.Span)));
        Assert.Equal(vector.Text("bytes"), Say.Hex(EntryBundle.Encode(entries)));
        return VectorFile.Valid;
    }

    private static string Same(JsonObject vector, TileId tile)
    {
        Assert.Equal(vector.Number("level"), tile.Level);
        Assert.Equal(vector.Number("index"), tile.Index);
        Assert.Equal(vector.Number("width"), tile.Width);
        return VectorFile.Valid;
    }
}
