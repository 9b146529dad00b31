using System.Globalization;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class MerkleChecks
{
    public static string Roots(JsonObject vector)
    {
        Assert.Equal(vector.Hash("root"), MerkleTree.RootOf([.. vector.Texts("entries").Select(entry => MerkleHash.LeafHash(Say.Bytes(entry)))]));
        return VectorFile.Valid;
    }

    public static string CountedRoots(JsonObject vector)
    {
        Assert.Equal(vector.Hash("root"), MerkleTree.RootOf([.. Enumerable.Range(0, (int)vector.Number("size")).Select(Leaf)]));
        return VectorFile.Valid;
    }

    public static string Inclusion(JsonObject vector) => Checks.Verdict(
        InclusionProof.Verify(vector.Hash("leaf"), vector.Number("index"), vector.Number("size"), vector.Hashes("proof"), vector.Hash("root")), "NOT_INCLUDED");

    public static string Consistency(JsonObject vector) => Checks.Verdict(
        ConsistencyProof.Verify(vector.Number("first"), vector.Number("second"), vector.Hash("firstRoot"), vector.Hash("secondRoot"), vector.Hashes("proof")), "INCONSISTENT");

    public static Hash256 Leaf(int index) => MerkleHash.LeafHash(Say.Utf8(index.ToString(CultureInfo.InvariantCulture)));
}
