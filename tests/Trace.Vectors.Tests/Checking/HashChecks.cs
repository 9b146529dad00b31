using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class HashChecks
{
    public static string Statement(JsonObject vector) => Signed(vector, SignatureContexts.Statement(vector.Bytes("statement")));

    public static string Possession(JsonObject vector) => Signed(vector, SignatureContexts.KeyPossession(vector.Text("ledger"), vector.Text("subject"), vector.Hash("keyId")));

    public static string Challenge(JsonObject vector) => Signed(vector, SignatureContexts.Challenge(
        vector.Text("ledger"), vector.Text("audience"), vector.Bytes("nonce"), vector.Number("expiry"), vector.Hash("keyId"), vector.Text("method"), vector.Text("subject")));

    public static string Erasure(JsonObject vector) => Signed(vector, SignatureContexts.Erasure(vector.Text("ledger"), vector.Hash("digest"), vector.Number("time")));

    public static string Commitment(JsonObject vector)
    {
        var digest = CommitmentDigest.Compute(vector.Bytes("key"), vector.Text("ledger"), vector.Text("payload"), vector.Text("path"), vector.Bytes("content"));
        Assert.Equal(vector.Hash("digest"), digest);
        return VectorFile.Valid;
    }

    public static string ClaimCodes(JsonObject vector)
    {
        if (!ClaimCode.TryParse(vector.Text("text"), out var code, out _))
        {
            return "MALFORMED";
        }

        Assert.Equal(vector.Text("code"), code.Text);
        return VectorFile.Valid;
    }

    public static string ClaimSeeds(JsonObject vector)
    {
        byte[] seed = ClaimCode.Parse(vector.Text("code")).Seed(vector.Text("ledger"));
        using var key = new Ed25519Signer(seed);
        Assert.Equal(vector.Text("seed"), Say.Hex(seed));
        Assert.Equal(vector.Text("publicKey"), Say.Hex(key.PublicKey.Span));
        return VectorFile.Valid;
    }

    public static string Waybills(JsonObject vector)
    {
        if (!WaybillKey.TryGetSubject(vector.Bytes("yearKey"), vector.Text("carrier"), vector.Text("number"), (int)vector.Number("year"), out var subject, out _))
        {
            return "MALFORMED";
        }

        Assert.Equal(vector.Text("subject"), subject.Value);
        return VectorFile.Valid;
    }

    public static string WaybillYears(JsonObject vector)
    {
        Assert.Equal(vector.Number("year"), WaybillKey.YearOf(vector.Number("time")));
        return VectorFile.Valid;
    }

    private static string Signed(JsonObject vector, byte[] signed)
    {
        Assert.Equal(vector.Text("signed"), Say.Hex(signed));
        return Checks.Verdict(Ed25519Strict.Verify(vector.Bytes("publicKey"), signed, vector.Bytes("signature")), "SIGNATURE_INVALID");
    }
}
