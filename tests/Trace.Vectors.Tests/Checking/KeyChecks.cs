using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class KeyChecks
{
    public static string KeyIds(JsonObject vector)
    {
        Assert.Equal(vector.Hash("keyId"), KeyId.Of((KeyAlgorithm)vector.Number("algorithm"), vector.Bytes("key")));
        return VectorFile.Valid;
    }

    public static string PublicKeys(JsonObject vector) => Checks.Verdict(!Ed25519Strict.IsWeak(vector.Bytes("key")), "WEAK_KEY");

    public static string Sign(JsonObject vector)
    {
        using var signer = new Ed25519Signer(vector.Bytes("seed"));
        Assert.Equal(vector.Text("publicKey"), Say.Hex(signer.PublicKey.Span));
        Assert.Equal(vector.Text("signature"), Say.Hex(signer.Sign(vector.Bytes("message"))));
        return Verify(vector);
    }

    public static string Verify(JsonObject vector) =>
        Checks.Verdict(Ed25519Strict.Verify(vector.Bytes("publicKey"), vector.Bytes("message"), vector.Bytes("signature")), "SIGNATURE_INVALID");
}
