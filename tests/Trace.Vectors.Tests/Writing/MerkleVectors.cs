using System.Text.Json.Nodes;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests.Writing;

/// <summary>RFC 6962: roots and proofs, and each way to bend a proof.</summary>
internal static class MerkleVectors
{
    // The eight entries of Certificate Transparency's own tests, and what they lead to.
    private static readonly string[] ReferenceEntries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] ReferenceRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly string[] ReferenceInclusion =
    [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];

    private static readonly string[] ReferenceConsistency =
    [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];

    public static VectorFile Merkle() => new VectorFile("merkle", "Merkle trees and proofs (RFC 6962, section 2.1). In the groups whose names begin with counted, entry i is the decimal i in ASCII.")
        .With("roots", ReferenceRoots.Select((root, size) => new JsonObject
        {
            ["name"] = $"Certificate Transparency's reference tree, {size} entries",
            ["entries"] = Say.List(ReferenceEntries[..size]),
            ["root"] = root,
            ["verdict"] = VectorFile.Valid,
        }))
        .With("countedRoots", ((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 255, 256, 257, 1000, 4095, 5000, 70_000]).Select(size => new JsonObject
        {
            ["name"] = $"{size} entries",
            ["size"] = size,
            ["root"] = CountedTree.Root(size).ToString(),
            ["verdict"] = VectorFile.Valid,
        }))
        .With("inclusion",
        [
            Inclusion("Certificate Transparency's reference tree, entry 0 of 8", Reference(0), 0, 8, [.. ReferenceInclusion.Select(hex => Hash256.FromHex(hex))], Hash256.FromHex(ReferenceRoots[8])),
            .. (((int Index, int Size)[])[(0, 1), (0, 2), (1, 2), (2, 3), (0, 7), (3, 7), (6, 7), (0, 8), (7, 8), (255, 256), (255, 257), (256, 257), (999, 1000), (4094, 5000), (4999, 5000), (69_999, 70_000)]).Select(Inclusion),
            .. BentInclusion(),
        ])
        .With("consistency",
        [
            Consistency("Certificate Transparency's reference tree, 6 of 8", 6, 8, Hash256.FromHex(ReferenceRoots[6]), Hash256.FromHex(ReferenceRoots[8]), [.. ReferenceConsistency.Select(hex => Hash256.FromHex(hex))]),
            .. (((int First, int Second)[])[(0, 0), (0, 5), (1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (6, 7), (4, 8), (7, 8), (256, 257), (255, 1000), (512, 1000), (4096, 5000), (4999, 5000), (5000, 70_000)]).Select(Consistency),
            .. BentConsistency(),
        ]);

    private static IEnumerable<JsonObject> BentInclusion()
    {
        const int Index = 5;
        const int Size = 11;
        var (leaf, proof, root) = (CountedTree.LeafOf(Index), CountedTree.Inclusion(Index, Size), CountedTree.Root(Size));
        JsonObject Bent(string name, Hash256? l = null, long i = Index, long s = Size, Hash256[]? p = null, Hash256? r = null) =>
            Inclusion($"5 of 11, {name}", l ?? leaf, i, s, p ?? proof, r ?? root, "NOT_INCLUDED");

        yield return Bent("another leaf", l: CountedTree.LeafOf(6));
        yield return Bent("the leaf with one bit changed", l: Flipped(leaf));
        yield return Bent("the root with one bit changed", r: Flipped(root));
        yield return Bent("the root of another size", r: CountedTree.Root(10));
        for (int i = 0; i < proof.Length; i++)
        {
            yield return Bent($"hash {i + 1} with one bit changed", p: [.. proof[..i], Flipped(proof[i]), .. proof[(i + 1)..]]);
            yield return Bent($"hash {i + 1} left out", p: [.. proof[..i], .. proof[(i + 1)..]]);
        }

        yield return Bent("two hashes exchanged", p: [proof[1], proof[0], .. proof[2..]]);
        yield return Bent("one hash more in front", p: [proof[0], .. proof]);
        yield return Bent("one hash more behind", p: [.. proof, proof[0]]);
        yield return Bent("no hashes", p: []);
        foreach (int other in (int[])[0, 4, 6, 7, 10, 11])
        {
            yield return Bent($"index {other}", i: other);
        }

        foreach (int other in (int[])[0, 5, 6, 8, 17, 32])
        {
            yield return Bent($"size {other}", s: other);
        }

        yield return Inclusion("5 of 11 said to be 5 of 12: the same path, so the size must come from the checkpoint", leaf, Index, 12, proof, root);
    }

    private static IEnumerable<JsonObject> BentConsistency()
    {
        const int First = 6;
        const int Second = 11;
        var (firstRoot, secondRoot, proof) = (CountedTree.Root(First), CountedTree.Root(Second), CountedTree.Consistency(First, Second));
        JsonObject Bent(string name, long f = First, long s = Second, Hash256? fr = null, Hash256? sr = null, Hash256[]? p = null) =>
            Consistency($"6 of 11, {name}", f, s, fr ?? firstRoot, sr ?? secondRoot, p ?? proof, "INCONSISTENT");

        yield return Bent("the first root with one bit changed", fr: Flipped(firstRoot));
        yield return Bent("the second root with one bit changed", sr: Flipped(secondRoot));
        yield return Bent("the roots exchanged", fr: secondRoot, sr: firstRoot);
        for (int i = 0; i < proof.Length; i++)
        {
            yield return Bent($"hash {i + 1} with one bit changed", p: [.. proof[..i], Flipped(proof[i]), .. proof[(i + 1)..]]);
            yield return Bent($"hash {i + 1} left out", p: [.. proof[..i], .. proof[(i + 1)..]]);
        }

        yield return Bent("one hash more behind", p: [.. proof, proof[0]]);
        yield return Bent("no hashes", p: []);
        yield return Bent("first size 5", f: 5);
        yield return Bent("first size 8", f: 8);
        yield return Bent("second size 7", s: 7);
        yield return Bent("second size 17", s: 17);
        yield return Bent("a tree that shrank", f: Second, s: First, fr: secondRoot, sr: firstRoot);
        yield return Consistency("equal sizes, other roots", 6, 6, firstRoot, Flipped(firstRoot), [], "INCONSISTENT");
        yield return Consistency("equal sizes with a hash too many", 6, 6, firstRoot, firstRoot, [firstRoot], "INCONSISTENT");
        yield return Consistency("from nothing with a hash too many", 0, 6, MerkleHash.EmptyRoot, firstRoot, [firstRoot], "INCONSISTENT");
        yield return Consistency("from nothing with a root that nothing has", 0, 6, firstRoot, firstRoot, [], "INCONSISTENT");
    }

    private static Hash256 Reference(int index) => MerkleHash.LeafHash(Say.Bytes(ReferenceEntries[index]));

    private static Hash256 Flipped(Hash256 hash)
    {
        byte[] bytes = hash.ToArray();
        bytes[17] ^= 0x10;
        return Hash256.From(bytes);
    }

    private static JsonObject Inclusion((int Index, int Size) of) =>
        Inclusion($"{of.Index} of {of.Size}", CountedTree.LeafOf(of.Index), of.Index, of.Size, CountedTree.Inclusion(of.Index, of.Size), CountedTree.Root(of.Size));

    private static JsonObject Inclusion(string name, Hash256 leaf, long index, long size, Hash256[] proof, Hash256 root, string verdict = VectorFile.Valid) => new()
    {
        ["name"] = name,
        ["leaf"] = leaf.ToString(),
        ["index"] = index,
        ["size"] = size,
        ["proof"] = Say.List(proof),
        ["root"] = root.ToString(),
        ["verdict"] = verdict,
    };

    private static JsonObject Consistency((int First, int Second) of) => Consistency(
        $"{of.First} of {of.Second}", of.First, of.Second, CountedTree.Root(of.First), CountedTree.Root(of.Second), of.First == of.Second ? [] : CountedTree.Consistency(of.First, of.Second));

    private static JsonObject Consistency(string name, long first, long second, Hash256 firstRoot, Hash256 secondRoot, Hash256[] proof, string verdict = VectorFile.Valid) => new()
    {
        ["name"] = name,
        ["first"] = first,
        ["second"] = second,
        ["firstRoot"] = firstRoot.ToString(),
        ["secondRoot"] = secondRoot.ToString(),
        ["proof"] = Say.List(proof),
        ["verdict"] = verdict,
    };
}
