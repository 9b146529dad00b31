using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class RuleBreaks
{
    /// <summary>The first sample of a kind that fills in a reference; null where the catalogue has none.</summary>
    public static Sample? SampleWith(KindRules rules, Reference reference) =>
        StatementCatalogue.Of(rules.Kind).FirstOrDefault(sample => !reference.Of(ProbeOf(sample)).IsEmpty);

    private static IEnumerable<RuleBreak> References(KindRules rules) => rules.References.SelectMany(reference =>
    {
        if (SampleWith(rules, reference) is not { } sample)
        {
            return [];
        }

        RuleBreak Naming(string name, Reason reason, Func<Stage, Draft, Task<ByteString>> other) => Of(sample, $"{reference.Field} names {name}", reason, reference.Field, async (stage, draft) =>
        {
            var identity = await other(stage, draft);
            return draft.With(s => FieldPaths.Set(s, reference.Field, identity));
        });

        List<RuleBreak> broken = [Naming("what is not recorded", Reason.UnknownReference, (_, _) => Task.FromResult(StatementCatalogue.Filled(32, 0xee)))];
        if (StrangerTo(reference) is { } kind)
        {
            broken.Add(Naming($"a {kind}", Reason.ReferenceKind, (stage, draft) => RecordAsync(stage, draft.Message.Subject, kind)));
        }

        if (reference.SameSubject)
        {
            broken.Add(Naming("a statement about another subject", Reason.ReferenceSubject, async (stage, _) => reference.Of((await StatementCatalogue.MakeAsync(stage, sample)).Message)));
        }

        return broken;
    });

    // A kind about any subject that a reference may not name. A Correction may name nearly all, and has stories of its own.
    private static PayloadOneofCase? StrangerTo(Reference reference) =>
        reference.Kinds.Contains(PayloadOneofCase.Correction) || reference.Field.StartsWith("correction.", StringComparison.Ordinal) ? null
        : reference.Kinds.Contains(PayloadOneofCase.Inspection) ? PayloadOneofCase.Reply : PayloadOneofCase.Inspection;

    private static async Task<ByteString> RecordAsync(Stage stage, string subject, PayloadOneofCase kind)
    {
        var inspector = await stage.SpeakerAsync(Role.Inspector);
        return kind == PayloadOneofCase.Inspection
            ? await stage.RecordAsync(inspector, subject, new Inspection { Result = InspectionResult.Passed, Report = StatementCatalogue.ADocument })
            : await stage.RecordAsync(inspector, subject, new Reply { Answers = (await StatementCatalogue.ReportAsync(stage, subject, "")).Report, Outcome = ReplyOutcome.Acknowledged });
    }
}
