using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing.Rules;
using Trace.V1;
using Xunit;
using static Trace.V1.Statement;

namespace Trace.Domain.Tests.Statements;

/// <summary>The one table of rules, held row by row without a service; Trace.Api.Tests holds the service to the same rows.</summary>
public sealed class RulesTableTests(RulesTableTests.OneLog log) : IClassFixture<RulesTableTests.OneLog>
{
    public static TheoryData<PayloadOneofCase> Kinds => [.. Enum.GetValues<PayloadOneofCase>().Where(kind => kind != PayloadOneofCase.None)];

    public static TheoryData<int, string> Samples => [.. StatementCatalogue.All.Select((sample, i) => new TheoryDataRow<int, string>(i, sample.ToString()))];

    public static TheoryData<int, string> Breaks => [.. RuleBreaks.All.Select((one, i) => (one, i)).Where(row => !row.one.IsAtTheDoor).Select(row => new TheoryDataRow<int, string>(row.i, row.one.ToString()))];

    [Theory, MemberData(nameof(Kinds))]
    public void Kind_has_its_row_and_a_sample_of_each_way_to_say_it(PayloadOneofCase kind)
    {
        var rules = RulesTable.Of(kind);
        Assert.NotEmpty(rules.Chinese);
        var samples = StatementCatalogue.Of(kind).ToList();
        Assert.Equal(Enumerable.Range(0, rules.Speakers.Count), samples.Select(sample => sample.Row).Distinct());
        Assert.Equal(StatementCatalogue.SingleKinds(rules.Subjects), samples.Select(sample => sample.Subject).Distinct().Order());
    }

    [Theory, MemberData(nameof(Samples))]
    public async Task What_the_rules_allow_is_recorded_and_verifies(int row, string sample)
    {
        var draft = await StatementCatalogue.MakeAsync(log.Stage, StatementCatalogue.All[row]);
        if (draft.Message.PayloadCase != PayloadOneofCase.Genesis)
        {
            await log.Stage.RecordAsync(draft.Sign());
        }

        Assert.True(HistoryVerifier.TryVerify(log.Stage.Log.Bundle(draft.Message.Subject, thorough: true), log.Stage.Log.Policy, log.Stage.Ledger, true, out _, out var failures), $"{sample}: {string.Join('\n', failures)}");
    }

    [Theory, MemberData(nameof(Breaks))]
    public async Task Each_rule_broken_alone_is_refused_with_its_own_reason(int row, string name)
    {
        var broken = RuleBreaks.All[row];
        var refusal = log.Stage.Log.Judge(await broken.Make(log.Stage));

        Assert.True(refusal is not null, $"{name} was taken");
        Assert.True((broken.Reason, broken.Field, broken.IsRetryable) == (refusal.Reason, refusal.Field, refusal.Retryable), $"{name}: {refusal}");
        Assert.Contains(broken.Says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.SaysNot, refusal.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_shape_and_reference_of_a_kind_has_a_statement_that_breaks_it(PayloadOneofCase kind)
    {
        var rules = RulesTable.Of(kind);
        Assert.All(rules.Shapes, shape => Assert.Single(ShapeBreaks.WaysOf(kind, shape)));
        Assert.All(rules.References, reference => Assert.NotNull(RuleBreaks.SampleWith(rules, reference)));
        Assert.DoesNotContain(ShapeBreaks.WithoutShape, way => way.StartsWith($"{kind}:", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_reference_and_every_row_that_lists_is_broken_in_each_way_that_it_can_be(PayloadOneofCase kind)
    {
        var rules = RulesTable.Of(kind);
        var broken = RuleBreaks.All.Where(one => one.Kind == kind).ToList();
        Assert.All(rules.References, reference => Assert.Contains(broken, one => one.Field == reference.Field && one.Reason == Reason.UnknownReference));
        Assert.All(rules.References.Where(reference => reference.SameSubject), reference => Assert.Contains(broken, one => one.Field == reference.Field && one.Reason == Reason.ReferenceSubject));
        Assert.All(rules.References, reference => Assert.Contains(broken, one => one.Field == reference.Field && one.Reason is Reason.ReferenceKind or Reason.NotCorrectable));
        if (rules.Effects.HasFlag(Effects.Lists))
        {
            Assert.Equal(rules.Speakers.Count, broken.Count(one => one.Reason == Reason.PartySuspended));
        }
    }

    [Fact]
    public void Every_reason_of_a_statement_is_met_or_says_why_not()
    {
        // No two statements with one identity can be made; what is personal is asked at the door alone (PersonalDataTests); the rest are of calls that
        // read, or of a service that is full or stands still.
        Reason[] unmet =
        [
            Reason.Unspecified, Reason.IdentityCollision, Reason.PersonalData, Reason.NotPermitted, Reason.ChallengeInvalid, Reason.BacklogFull, Reason.RateLimited, Reason.ReadOnly,
            Reason.StreamTooSlow, Reason.NotFound, Reason.OutOfRange, Reason.Erased, Reason.CommitmentMismatch,
        ];
        Assert.Equal(Enum.GetValues<Reason>().Except(unmet).Order(), RuleBreaks.All.Select(one => one.Reason).Distinct().Order());
    }

    // A verifier holds one history, so of what lies in other subjects it says that it is not there, or nothing.
    [Theory, MemberData(nameof(Kinds))]
    public async Task A_log_that_records_what_breaks_a_rule_is_found_out(PayloadOneofCase kind)
    {
        foreach (var broken in RuleBreaks.All.Where(one => one.Kind == kind && !one.IsAtTheDoor).DistinctBy(one => one.Reason))
        {
            var stage = new MemoryStage();
            var entry = stage.Log.Append(await broken.Make(stage), hide: true);
            HistoryVerifier.TryVerify(stage.Log.Bundle(entry.Statement.Subject.Value), stage.Log.Policy, stage.Ledger, false, out var history, out var failures);
            if (OfOneHistory(broken))
            {
                // A number that an enum has not may be one of a newer version.
                Assert.True(history?.NotUnderstood.Any(verified => verified.Entry.Index == entry.Index) == true || failures.Any(failure => failure.Index == entry.Index && (failure.Reason == broken.Reason || failure.Reason == Reason.UnknownReference)), $"{broken}: {string.Join('\n', failures)}");
            }
        }
    }

    private static bool OfOneHistory(RuleBreak broken) => broken.Reason != Reason.RelayIsSender
        && !RulesTable.Of(broken.Kind).References.Any(reference => reference.Field == broken.Field && reference.Scope == RuleScope.Log)
        && !broken.ToString().Contains(nameof(Over.GrantedLots), StringComparison.Ordinal);

    public sealed class OneLog
    {
        public MemoryStage Stage { get; } = new();
    }
}
