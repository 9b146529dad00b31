using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class JudgementChecks
{
    public static string Log(JsonObject vector) =>
        Checks.Verdict(RecordedEntry.TryParse(ByteString.CopyFrom(vector.Bytes("bytes")), out _, out _), "MALFORMED");

    public static string Judged(JsonObject file, JsonObject vector)
    {
        var state = new LedgerState();
        foreach (var entry in file.Objects("log").Take((int)vector.Number("after")))
        {
            state.Apply(RecordedEntry.Parse(ByteString.CopyFrom(entry.Bytes("bytes"))));
        }

        var (verdict, field) = Judge(ByteString.CopyFrom(vector.Bytes("statement")), vector.Text("ledger"), state, vector["recordedAt"]!.GetValue<long>());
        Assert.Equal(vector["field"]?.GetValue<string>() ?? "", field);
        return verdict;
    }

    /// <summary>The first rule that a statement breaks, in the order in which a verifier of one history asks.</summary>
    public static (string Verdict, string Field) Judge(ByteString statement, string ledger, LedgerState state, long recordedAt)
    {
        var refusal = ParsedStatement.Parse(statement, out var parsed)
            ?? parsed!.CheckRules(ledger)
            ?? Possessions.Check(parsed)
            ?? Judgement.Judge(parsed, state, recordedAt, RuleScope.History);
        return refusal is null ? (VectorFile.Valid, "") : (Say.Code(refusal.Reason), refusal.Field);
    }
}
