using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Statements of every kind: what they say, their bytes, identity, and signature.</summary>
internal static class StatementVectors
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default);

    public static VectorFile Statements() => new VectorFile("statements", "Statements of every kind (wire format, section 2; product model): what is said as protobuf JSON, the bytes, identity = SHA-256(bytes), and the signature over \"trace.v1.Statement\\n\" || bytes of the key whose seed is SHA-256(signer's name). Each keeps the rules that need no history.")
        .With("statements", StatementSamples.All().Select(Case))
        .With("signed", Signed());

    private static JsonObject Case(StatementSample sample)
    {
        using var signer = InMemoryLog.KeyOf(sample.Signer);
        var signed = StatementSigner.Sign(sample.Statement, signer);
        var identity = Hash256.From(SHA256.HashData(signed.Statement.Span));
        return new()
        {
            ["name"] = sample.Name,
            ["says"] = JsonNode.Parse(Json.Format(sample.Statement)),
            ["bytes"] = Say.Hex(signed.Statement.Span),
            ["identity"] = identity.ToString(),
            ["uri"] = $"ni:///sha-256;{Convert.ToBase64String(identity.AsSpan()).TrimEnd('=').Replace('+', '-').Replace('/', '_')}",
            ["signer"] = sample.Signer,
            ["publicKey"] = Say.Hex(signer.PublicKey.Span),
            ["signature"] = Say.Hex(signed.Signatures[0].Span),
            ["verdict"] = VectorFile.Valid,
        };
    }

    // One statement under what else could be signed in its stead.
    private static IEnumerable<JsonObject> Signed()
    {
        using var signer = InMemoryLog.KeyOf("party");
        using var other = InMemoryLog.KeyOf("registrar");
        byte[] bytes = StatementSigner.Sign(StatementSamples.All().First(sample => sample.Name.StartsWith("Listing", StringComparison.Ordinal)).Statement, signer).Statement.ToByteArray();
        byte[] changed = [.. bytes];
        changed[^1] ^= 1;
        yield return SignedCase("by its key, in its context", bytes, signer, signer.Sign(SignatureContexts.Statement(bytes)), VectorFile.Valid);
        yield return SignedCase("without the context's prefix", bytes, signer, signer.Sign(bytes), "SIGNATURE_INVALID");
        yield return SignedCase("in another context", bytes, signer, signer.Sign([.. "trace.v1.Erasure\n"u8, .. bytes]), "SIGNATURE_INVALID");
        yield return SignedCase("by another key", bytes, signer, other.Sign(SignatureContexts.Statement(bytes)), "SIGNATURE_INVALID");
        yield return SignedCase("one bit of the statement changed", changed, signer, signer.Sign(SignatureContexts.Statement(bytes)), "SIGNATURE_INVALID");
    }

    private static JsonObject SignedCase(string name, byte[] statement, Ed25519Signer signer, byte[] signature, string verdict) => new()
    {
        ["name"] = name,
        ["bytes"] = Say.Hex(statement),
        ["publicKey"] = Say.Hex(signer.PublicKey.Span),
        ["signature"] = Say.Hex(signature),
        ["verdict"] = verdict,
    };
}
