using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class StatementChecks
{
    public static string Form(JsonObject vector) => Code(ParsedStatement.Parse(BytesOf(vector), out _));

    public static string Rules(JsonObject vector)
    {
        Assert.Null(ParsedStatement.Parse(BytesOf(vector), out var parsed));
        var refusal = parsed!.CheckRules(vector.Text("ledger"));
        Assert.Equal(vector["field"]?.GetValue<string>(), refusal?.Field);
        return Code(refusal);
    }

    public static string Newer(JsonObject vector)
    {
        var refusal = ParsedStatement.Read(BytesOf(vector), out var parsed);
        Assert.Equal(vector["understood"]?.GetValue<bool>(), parsed?.IsUnderstood);
        return Code(refusal);
    }

    public static string Statements(JsonObject vector)
    {
        var says = JsonParser.Default.Parse<Statement>(vector["says"]!.ToJsonString());
        var bytes = BytesOf(vector);
        Assert.Equal(bytes, says.ToByteString());
        Assert.Null(ParsedStatement.Parse(bytes, out var parsed));
        Assert.Equal(vector.Hash("identity"), parsed!.Identity);
        Assert.Equal(vector.Hash("identity").ToArray(), SHA256.HashData(bytes.Span));
        Assert.Equal("ni:///sha-256;" + System.Buffers.Text.Base64Url.EncodeToString(parsed.Identity.AsSpan()), vector.Text("uri"));
        Assert.Equal(KeyId.Of(KeyAlgorithm.Ed25519, vector.Bytes("publicKey")), parsed.Key);
        Assert.Equal(VectorFile.Valid, Signed(vector));
        return Code(parsed.CheckRules(parsed.Message.Ledger) ?? Possessions.Check(parsed));
    }

    public static string Signed(JsonObject vector) =>
        Checks.Verdict(Ed25519Strict.Verify(vector.Bytes("publicKey"), SignatureContexts.Statement(vector.Bytes("bytes")), vector.Bytes("signature")), "SIGNATURE_INVALID");

    private static ByteString BytesOf(JsonObject vector) => ByteString.CopyFrom(vector.Bytes("bytes"));

    private static string Code(Refusal? refusal) => refusal is null ? VectorFile.Valid : Say.Code(refusal.Reason);
}
