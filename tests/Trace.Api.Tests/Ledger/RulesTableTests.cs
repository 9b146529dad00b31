using Google.Rpc;
using Grpc.Core;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Testing.Rules;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>
/// The service held to every row of the table of rules, over one ledger: what the rules allow is recorded and verifies down to Genesis, and each
/// rule broken alone is refused with its own reason and records nothing.
/// </summary>
public sealed class RulesTableTests(ServiceStage stage) : IClassFixture<ServiceStage>
{
    public static TheoryData<int, string> Samples => [.. StatementCatalogue.All.Select((sample, i) => new TheoryDataRow<int, string>(i, sample.ToString()))];

    // Of the breaks of one kind that are told by the same reason and field the first stands for all: Trace.Domain.Tests has every one.
    public static TheoryData<int, string> Breaks => [.. RuleBreaks.All.Select((one, i) => (one, i))
        .DistinctBy(row => row.one.IsAtTheDoor ? (row.one.Kind, row.one.Reason, row.one.ToString()) : (row.one.Kind, row.one.Reason, row.one.Field))
        .Select(row => new TheoryDataRow<int, string>(row.i, row.one.ToString()))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Samples))]
    public async Task What_the_rules_allow_is_recorded_and_verifies(int row, string sample)
    {
        var draft = await StatementCatalogue.MakeAsync(stage, StatementCatalogue.All[row]);
        var before = await stage.VersionOfAsync(draft.Message.Subject);

        // Entry 0 was recorded when the log began, by the same door.
        var isGenesis = draft.Message.PayloadCase == Statement.PayloadOneofCase.Genesis;
        if (!isGenesis)
        {
            await stage.RecordAsync(draft.Sign());
        }

        var history = await stage.Client.ReadHistoryAsync(draft.Message.Subject, thorough: true, Cancellation);
        Assert.Equal(before + (isGenesis ? 0UL : 1UL), history.Entries[^1].Entry.Version);
        Assert.Equal(draft.Message.PayloadCase, history.Entries[^1].Entry.Statement.Kind);
        Assert.Null(history.Entries[^1].NotUnderstood);
        Assert.True(isGenesis || history.Entries[^1].Entry.Statement.Bytes.Equals(draft.Sign().Statement), sample);
    }

    [Theory, MemberData(nameof(Breaks))]
    public async Task Each_rule_broken_alone_is_refused_with_its_own_reason_and_records_nothing(int row, string name)
    {
        var broken = RuleBreaks.All[row];
        var signed = await broken.Make(stage);
        var subject = SubjectOf(signed);
        var (head, version) = (stage.Head, await stage.VersionOfAsync(subject));

        var thrown = await Assert.ThrowsAsync<RefusedException>(() => stage.RecordAsync(signed));

        var (expected, came) = ((broken.Reason, broken.Field, broken.IsRetryable), (thrown.Refusal.Reason, thrown.Refusal.Field, thrown.Refusal.Retryable));
        Assert.True(expected == came, $"{name}: {expected} is expected, {came} came: {thrown.Refusal.Message}");
        Assert.Contains(broken.Says, thrown.Refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.SaysNot, thrown.Refusal.Message, StringComparison.Ordinal);
        CheckStatus(broken, Assert.IsType<RpcException>(thrown.InnerException));
        Assert.Equal(head, stage.Head);
        Assert.Equal(version, await stage.VersionOfAsync(subject));
    }

    private static void CheckStatus(RuleBreak broken, RpcException error)
    {
        Assert.Equal(StatusOf(broken.Reason), error.StatusCode);
        var status = error.GetRpcStatus()!;
        var info = status.GetDetail<ErrorInfo>()!;
        Assert.Equal((RefusalStatus.Domain, RefusalStatus.NameOf(broken.Reason)), (info.Domain, info.Reason));
        var violations = status.GetDetail<BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? [];
        Assert.Equal(broken.Field.Length == 0 ? [] : [broken.Field], violations);
        Assert.Equal(broken.IsRetryable, status.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    // As ledger.proto orders the reasons, written here once more so that a change to either is seen.
    private static StatusCode StatusOf(Reason reason) => (int)reason switch
    {
        < 30 => StatusCode.InvalidArgument,
        < 50 => StatusCode.PermissionDenied,
        _ => StatusCode.FailedPrecondition,
    };

    private static string SubjectOf(SignedStatement signed)
    {
        try
        {
            return SubjectKey.TryParse(Statement.Parser.ParseFrom(signed.Statement).Subject, out var subject, out _) ? subject.Value : "log/genesis";
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return "log/genesis";
        }
    }
}
