using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Trace.V1;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class HistoryChecks
{
    public static string Histories(JsonObject vector) => Verify(vector, vector, vector.Bytes("bundle"));

    public static string ByteChanged(JsonObject file, JsonObject vector)
    {
        var of = file.Objects("histories").Single(other => other.Text("name") == vector.Text("of"));
        Assert.Equal(VectorFile.Valid, of.Text("verdict"));
        byte[] bytes = of.Bytes("bundle");
        bytes[vector.Number("offset")] ^= (byte)vector.Number("xor");
        return Verify(of, vector, bytes);
    }

    private static string Verify(JsonObject of, JsonObject vector, byte[] bundle)
    {
        var policy = TrustPolicy.Parse(Say.Utf8(of.Text("policy")));
        if (HistoryVerifier.TryVerify(HistoryBundle.Parser.ParseFrom(bundle), policy, of.Text("ledger"), of.Flag("thorough"), out var history, out var failures))
        {
            Assert.Equal(vector.Number("entries"), history.Entries.Count);
            Assert.Equal(vector["notUnderstood"]!.AsArray().Select(index => (ulong)index!.GetValue<long>()), history.NotUnderstood.Select(entry => entry.Entry.Index));
            return VectorFile.Valid;
        }

        string all = string.Join("\n", failures);
        Assert.True(failures[0].Index == (ulong?)vector["entry"]?.GetValue<long>(), all);
        if (vector.ContainsKey("reason"))
        {
            Assert.Equal(vector.Text("reason"), Say.Code(failures[0].Reason));
        }

        return Say.Code(failures[0].Rule);
    }
}
