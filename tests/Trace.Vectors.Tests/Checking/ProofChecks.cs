using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class ProofChecks
{
    private const string Malformed = "MALFORMED";

    public static string Proofs(JsonObject vector)
    {
        byte[] bytes = Say.Utf8(vector.Text("proof"));
        if (!TlogProof.TryParse(bytes, out var proof, out _))
        {
            return Malformed;
        }

        Assert.Equal(bytes, proof.ToBytes());
        return proof.TryVerify(PolicyOf(vector), vector.Hash("leaf"), out _, out var refusal) ? VectorFile.Valid : Say.Code(refusal.Reason);
    }

    public static string Policies(JsonObject vector)
    {
        byte[] bytes = vector.ContainsKey("policy") ? Say.Utf8(vector.Text("policy")) : vector.Bytes("policyBytes");
        if (!TrustPolicy.TryParse(bytes, out var policy, out string? problem))
        {
            Assert.Equal(vector["rule"]?.GetValue<string>() ?? problem, problem);
            return Malformed;
        }

        Assert.Equal(vector.Number("logs"), policy.Logs.Count);
        Assert.Equal(vector.Number("witnesses"), policy.Witnesses.Count);
        Assert.Equal(vector.Text("quorum"), policy.Quorum.Name);
        Assert.Equal(vector.Text("ledger"), policy.Ledger ?? "");
        return VectorFile.Valid;
    }

    public static string Checkpoints(JsonObject vector) =>
        PolicyOf(vector).TryVerify(Say.Utf8(vector.Text("note")), out _, out var refusal) ? VectorFile.Valid : Say.Code(refusal.Reason);

    private static TrustPolicy PolicyOf(JsonObject vector) => TrustPolicy.Parse(Say.Utf8(vector.Text("policy")));
}
