using System.Text;
using CsCheck;
using Google.Protobuf;
using Trace.Api.Http;
using Trace.V1;

namespace Trace.Api.Tests.Http;

public class BodiesTests
{
    private static readonly string[] Seeds =
    [
        JsonFormatter.Default.Format(new SignedStatement { Statement = ByteString.CopyFromUtf8("茶"), Signatures = { ByteString.CopyFrom(new byte[64]) } }),
        JsonFormatter.Default.Format(new DiscloseRequest { Path = "7", Read = new ChallengeResponse { Expiry = 1, Audience = "https://a", Key = new PublicKey { Algorithm = Algorithm.Ed25519 } } }),
        JsonFormatter.Default.Format(new EraseRequest { Time = long.MinValue, Path = "\u0000\uffff" }),
        "null", "[]", "\"\"", "1e400", "{\"time\":1e400}", "{\"time\":\"9223372036854775808\"}", "{\"read\":null,\"upload\":null}", "{\"read\":{\"key\":{\"algorithm\":\"NONE\"}}}",
        $"{string.Concat(Enumerable.Repeat("{\"read\":", 500))}1",
    ];

    [Fact]
    public void Whatever_comes_is_a_message_or_a_refusal_and_never_a_mistake_of_ours()
    {
        Google.Protobuf.Reflection.MessageDescriptor[] types = [SignedStatement.Descriptor, DiscloseRequest.Descriptor, EraseRequest.Descriptor];
        var mutated = Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Int[0, 400], Gen.Int[0, 12], Gen.Byte.Array[0, 6], (seed, at, cut, put) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Seeds[seed]).ToList();
            var from = Math.Min(at, bytes.Count);
            bytes.RemoveRange(from, Math.Min(cut, bytes.Count - from));
            bytes.InsertRange(from, put);
            return bytes.ToArray();
        });
        Gen.Select(mutated, Gen.Int[0, types.Length - 1], Gen.Bool).Sample((body, type, json) =>
        {
            var (message, refusal) = Bodies.Parse(types[type], json ? BodyForm.Json : BodyForm.Protobuf, body);
            return (message is null) != (refusal is null) && refusal?.Reason is null or Reason.Malformed;
        });
        Assert.All(Seeds[3..], seed => Assert.Equal(Reason.Malformed, Bodies.Parse(SignedStatement.Descriptor, BodyForm.Json, Encoding.UTF8.GetBytes(seed)).Refusal?.Reason));
    }

    [Fact]
    public void An_answer_leaves_out_no_field_because_it_is_zero() =>
        Assert.Contains("\"index\": \"0\"", Bodies.Format(new InclusionProof()), StringComparison.Ordinal);
}
