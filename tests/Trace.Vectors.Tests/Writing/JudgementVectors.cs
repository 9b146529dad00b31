using System.Text.Json.Nodes;
using Trace.Testing.Rules;
using Trace.V1;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Every rule of the rules table, broken alone, behind a log in which all else stands; and one statement of each kind that breaks none.</summary>
internal static class JudgementVectors
{
    // Bounds of fields, roles and standing of keys are each one rule for all kinds: one of a kind stands for the rest. What is a kind's own is there whole.
    private const int OfEach = 1;

    private static readonly Reason[] OfOneRule =
    [
        Reason.OtherLedger, Reason.SubjectKind, Reason.FieldRequired, Reason.FieldOutOfBounds, Reason.FieldForm, Reason.TextNotNormal, Reason.NotCanonical,
        Reason.PlaceTooFine, Reason.TimeTooFarAhead, Reason.UnknownKey, Reason.KeyRetired, Reason.KeyCompromised, Reason.KeyScope, Reason.Role, Reason.PartyNotRegistered,
    ];

    public static VectorFile Judgements()
    {
        var stage = new MemoryStage();
        var judged = Judged(stage).ToList();
        return new VectorFile("judgements", "Statements judged behind the first entries of a log, as whoever verifies one history does (product model; RuleScope.History): by the rules of the statement alone, then the possessions of the keys it names, then what was recorded before. Rules that read other subjects' histories are the auditor's, and not asked.")
            .With("log", stage.Log.Entries.Select(entry => new JsonObject { ["name"] = $"entry {entry.Index}", ["bytes"] = Say.Hex(entry.Bytes.Span), ["verdict"] = VectorFile.Valid }))
            .With("judged", judged);
    }

    private static IEnumerable<JsonObject> Judged(MemoryStage stage)
    {
        foreach (var sample in StatementCatalogue.All.Where(sample => sample.Kind != Statement.PayloadOneofCase.Genesis).DistinctBy(sample => (sample.Kind, sample.Row)))
        {
            yield return Case(stage, $"good; {sample}", StatementCatalogue.MakeAsync(stage, sample).GetAwaiter().GetResult().Sign());
        }

        var shapes = ShapeBreaks.All.ToHashSet();
        var met = new Dictionary<(Statement.PayloadOneofCase, Reason), int>();
        foreach (var broken in RuleBreaks.All.Where(one => !one.IsAtTheDoor))
        {
            var key = (broken.Kind, broken.Reason);
            met[key] = met.GetValueOrDefault(key) + 1;
            if (met[key] <= OfEach || shapes.Contains(broken) || !OfOneRule.Contains(broken.Reason))
            {
                yield return Case(stage, $"{broken.Kind}: {broken.Name}", broken.Make(stage).GetAwaiter().GetResult());
            }
        }
    }

    private static JsonObject Case(MemoryStage stage, string name, SignedStatement signed)
    {
        var state = stage.Log.State;
        var (verdict, field) = Checking.JudgementChecks.Judge(signed.Statement, stage.Ledger, state, stage.Log.Now);
        var made = new JsonObject
        {
            ["name"] = name,
            ["ledger"] = stage.Ledger,
            ["after"] = stage.Log.Entries.Count,
            ["recordedAt"] = stage.Log.Now,
            ["statement"] = Say.Hex(signed.Statement.Span),
            ["verdict"] = verdict,
        };
        if (field.Length > 0)
        {
            made["field"] = field;
        }

        return made;
    }
}
