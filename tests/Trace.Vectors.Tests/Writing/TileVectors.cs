using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Tiles and entry bundles: their paths and bytes.</summary>
internal static class TileVectors
{
    public static VectorFile Tiles() => new VectorFile("tiles", "Tiles and entry bundles (C2SP tlog-tiles): paths under the log's prefix, which tiles a tree has, and their bytes. Entry i is the decimal i in ASCII.")
        .With("tilePaths",
        [
            Path("the specification's example of an index", "tile/0/x001/x234/067", 0, 1_234_067, 256),
            Path("index 0", "tile/0/000", 0, 0, 256),
            Path("index 999", "tile/1/999", 1, 999, 256),
            Path("index 1000", "tile/1/x001/000", 1, 1000, 256),
            Path("partial", "tile/2/000.p/1", 2, 0, 1),
            Path("partial, 255 wide", "tile/0/x001/000.p/255", 0, 1000, 255),
            Path("level 63", "tile/63/000", 63, 0, 256),
            NoPath("level 64", "tile/64/000"),
            NoPath("a level with a leading zero", "tile/00/000"),
            NoPath("an index without padding", "tile/0/67"),
            NoPath("no x in front of the first group", "tile/0/001/234"),
            NoPath("x in front of the last group", "tile/0/x001/x234"),
            NoPath("a group of zeros in front", "tile/0/x000/067"),
            NoPath("width 256 as a partial", "tile/0/000.p/256"),
            NoPath("width 0", "tile/0/000.p/0"),
            NoPath("a width with a leading zero", "tile/0/000.p/01"),
            NoPath("a slash in front", "/tile/0/000"),
            NoPath("a slash behind", "tile/0/000/"),
            NoPath("a query", "tile/0/000?x"),
            NoPath("an index beyond 2^63 - 1", "tile/0/x009/x223/x372/x036/x854/x775/808"),
        ])
        .With("entryPaths",
        [
            Path("full", "tile/entries/x001/x234/067", 0, 1_234_067, 256),
            Path("partial", "tile/entries/273.p/112", 0, 273, 112),
            NoPath("of a level", "tile/0/273.p/112"),
            NoPath("in upper case", "tile/Entries/000"),
        ])
        .With("trees", ((long[])[0, 1, 255, 256, 257, 70_000]).Select(size => new JsonObject
        {
            ["name"] = size == 70_000 ? "the specification's example, 70,000 entries" : $"{size} entries",
            ["size"] = size,
            ["partialTiles"] = Say.List(TileGeometry.TilesOf(size).Where(tile => tile.IsPartial).Select(TilePath.Format)),
            ["fullTiles"] = Say.List(TileGeometry.TilesOf(size).Where(tile => !tile.IsPartial).GroupBy(tile => tile.Level).Select(level => $"{level.Count()} of level {level.Key}")),
            ["verdict"] = VectorFile.Valid,
        }))
        .With("tiles",
        [
            Tile("the first three leaves", new(0, 0, 3)),
            Tile("a full tile", new(0, 0, 256)),
            Tile("the last leaves of 70,000", new(0, 273, 112)),
            Tile("a full tile of level 1", new(1, 0, 256)),
            Tile("the partial tile of level 1 of 70,000", new(1, 1, 17)),
            Tile("the only hash of level 2 of 70,000", new(2, 0, 1)),
        ])
        .With("bundles",
        [
            Bundle("three entries", 3, ["", "616263", "00ff"], "0000" + "0003616263" + "000200ff"),
            NoBundle("one entry fewer than its width", 4, "0000" + "0003616263" + "000200ff"),
            NoBundle("one entry more than its width", 2, "0000" + "0003616263" + "000200ff"),
            NoBundle("a cut entry", 2, "0000" + "00036162"),
            NoBundle("a cut length", 2, "0000" + "00"),
            NoBundle("nothing", 1, ""),
        ]);

    private static JsonObject Path(string name, string path, int level, long index, int width) =>
        new() { ["name"] = name, ["path"] = path, ["level"] = level, ["index"] = index, ["width"] = width, ["verdict"] = VectorFile.Valid };

    private static JsonObject NoPath(string name, string path) => new() { ["name"] = name, ["path"] = path, ["verdict"] = "MALFORMED" };

    private static JsonObject Tile(string name, TileId tile)
    {
        byte[] hashes = CountedTree.Tile(tile);
        var made = new JsonObject { ["name"] = name, ["path"] = TilePath.Format(tile), ["length"] = hashes.Length, ["sha256"] = Say.Hex(SHA256.HashData(hashes)) };
        if (tile.Width <= 3)
        {
            made["hashes"] = Say.Hex(hashes);
        }

        made["verdict"] = VectorFile.Valid;
        return made;
    }

    private static JsonObject Bundle(string name, int width, string[] entries, string bytes) =>
        new() { ["name"] = name, ["width"] = width, ["entries"] = Say.List(entries), ["bytes"] = bytes, ["verdict"] = VectorFile.Valid };

    private static JsonObject NoBundle(string name, int width, string bytes) => new() { ["name"] = name, ["width"] = width, ["bytes"] = bytes, ["verdict"] = "MALFORMED" };
}
