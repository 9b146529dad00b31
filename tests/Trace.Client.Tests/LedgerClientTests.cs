using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests;

public sealed class LedgerClientTests : IAsyncDisposable
{
    private static readonly SubjectKey Item = SubjectKey.Parse("01/06901234567892/21/A1");

    private readonly InMemoryLog _log = new();
    private readonly FakeLedger _ledger;
    private readonly LedgerClient _client;
    private readonly StatementFactory _say;

    public LedgerClientTests()
    {
        _ledger = new FakeLedger(_log);
        var retry = new RetryPolicy { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(2), MaxAttempts = 4 };
        _client = new LedgerClient(_ledger, "http://localhost:5000", _log.Ledger, _log.Policy, new LedgerClientOptions { Retry = retry, Window = 3 });
        var seller = _log.Register(2, Role.Seller);
        _say = new StatementFactory(_log.Ledger, seller.Party, seller.Key);
    }

    private SignedStatement Shipped => _say.Make(
        Item,
        new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" },
        DateTimeOffset.UnixEpoch.AddMicroseconds(_log.Now));

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task A_statement_is_recorded_although_the_first_tries_fail()
    {
        _ledger.Faults.Enqueue(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "")));
        _ledger.Faults.Enqueue(new RpcException(new Grpc.Core.Status(StatusCode.ResourceExhausted, "")));

        var recorded = await _client.RecordAsync(Shipped, TestContext.Current.CancellationToken);

        Assert.Equal(3, _ledger.Calls);
        Assert.Equal(_log.Entries[^1].LeafHash, recorded.Entry.LeafHash);
        Assert.Single(_client.Awaiting);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_and_field_and_not_tried_again()
    {
        _ledger.Faults.Enqueue(Refused(Reason.NotYours, "subject", retry: null));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _client.RecordAsync(Shipped, TestContext.Current.CancellationToken));

        Assert.Equal((Reason.NotYours, "subject", false), (refused.Reason, refused.Refusal.Field, refused.Refusal.Retryable));
        Assert.Equal(1, _ledger.Calls);
    }

    [Fact]
    public async Task A_refusal_that_waiting_may_mend_is_tried_again_and_at_last_told()
    {
        for (var i = 0; i < 4; i++)
        {
            _ledger.Faults.Enqueue(Refused(Reason.UnknownReference, "", TimeSpan.FromMilliseconds(1)));
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _client.RecordAsync(Shipped, TestContext.Current.CancellationToken));
        Assert.True(refused.Refusal.Retryable);
        Assert.Equal(4, _ledger.Calls);
    }

    [Fact]
    public async Task An_answer_about_another_statement_is_not_believed()
    {
        var other = _log.Answer(_log.Record(Shipped));
        _ledger.Bend = _ => other;

        Assert.Equal(VerificationRule.Answer, await RuleOf(_client.RecordAsync(Shipped, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_answer_without_its_proof_is_not_believed()
    {
        _ledger.Bend = answer => { answer.Proof.Hashes[0] = ByteString.CopyFrom(new byte[32]); return answer; };

        Assert.Equal(VerificationRule.Inclusion, await RuleOf(_client.RecordAsync(Shipped, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_answer_under_another_logs_checkpoint_is_not_believed()
    {
        _ledger.Bend = answer => { answer.Checkpoints[0] = ByteString.CopyFrom(new InMemoryLog(origin: "log.test/2").Note().ToBytes()); return answer; };

        Assert.Equal(VerificationRule.Checkpoint, await RuleOf(_client.RecordAsync(Shipped, TestContext.Current.CancellationToken)));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(5)]
    public async Task A_stream_that_breaks_is_gone_on_with_in_order_and_records_nothing_twice(int after)
    {
        _ledger.BreakStreamAfter.Enqueue(after);
        _ledger.BreakStreamAfter.Enqueue(1);
        var sent = Enumerable.Range(0, 12).Select(_ => Shipped).ToList();
        var before = _log.Entries.Count;

        var outcomes = await _client.RecordManyAsync(sent.ToAsyncEnumerable(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(sent, outcomes.Select(outcome => outcome.Statement));
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Recorded));
        Assert.Equal(before + 12, _log.Entries.Count);
        Assert.Equal(3, _ledger.Calls);
    }

    [Fact]
    public async Task A_refused_statement_ends_no_stream_and_one_to_be_retried_keeps_its_place()
    {
        var sent = Enumerable.Range(0, 4).Select(_ => Shipped).ToList();
        _ledger.Refuse = signed => signed == sent[1] ? Refusal.Because(Reason.NotYours, "subject", "no")
            : signed == sent[2] ? Refusal.Later(Reason.UnknownReference, "", "later", TimeSpan.FromMilliseconds(1)) : null;

        var outcomes = await _client.RecordManyAsync(sent.ToAsyncEnumerable(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([null, Reason.NotYours, null, null], outcomes.Select(outcome => outcome.Refusal?.Reason));
        Assert.Equal(sent, outcomes.Select(outcome => outcome.Statement));
    }

    [Fact]
    public async Task A_stream_that_never_gets_anywhere_is_given_up()
    {
        for (var i = 0; i < 4; i++)
        {
            _ledger.BreakStreamAfter.Enqueue(0);
        }

        await Assert.ThrowsAsync<RpcException>(async () => await _client.RecordManyAsync(new[] { Shipped }.ToAsyncEnumerable(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_history_in_pages_of_a_growing_log_verifies_as_a_whole(bool thorough)
    {
        for (var i = 0; i < 5; i++)
        {
            await _client.RecordAsync(Shipped, TestContext.Current.CancellationToken);
        }

        var history = await _client.ReadHistoryAsync(Item.Value, thorough, TestContext.Current.CancellationToken);

        Assert.Equal(5, history.Entries.Count);
        Assert.Equal(history.Checkpoint.Checkpoint.Size, _client.LastCheckpoint!.Checkpoint.Size);
        Assert.Empty(_client.Awaiting);
    }

    [Fact]
    public void A_statement_that_the_ledger_would_refuse_is_not_even_signed_off() =>
        Assert.Equal(Reason.FieldRequired, Assert.Throws<RefusedException>(() => _say.Make(Item, new Shipment { From = "350000" })).Reason);

    [Fact]
    public void Sealed_content_matches_its_commitment_alone()
    {
        var secret = _say.Seal(new Shipment.Types.Confidential { OrderReference = "17" });
        Assert.True(SealedContent.Matches(secret.Commitment, secret.Disclosure, _log.Ledger, Shipment.Descriptor, secret.Path));
        Assert.False(SealedContent.Matches(secret.Commitment, secret.Disclosure, "other.test", Shipment.Descriptor, secret.Path));
        Assert.False(SealedContent.Matches(secret.Commitment, secret.Disclosure, _log.Ledger, Sale.Descriptor, secret.Path));
    }

    private static async Task<VerificationRule> RuleOf(Task call) => Assert.Single((await Assert.ThrowsAsync<VerificationException>(() => call)).Failures).Rule;

    private static RpcException Refused(Reason reason, string field, TimeSpan? retry)
    {
        var name = LedgerReflection.Descriptor.EnumTypes.First(type => type.Name == nameof(Reason)).FindValueByNumber((int)reason).Name["REASON_".Length..];
        var status = new Google.Rpc.Status { Code = (int)Code.FailedPrecondition, Message = "no" };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "trace.v1", Reason = name }));
        if (field.Length > 0)
        {
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field } } }));
        }

        if (retry is { } after)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(after) }));
        }

        return status.ToRpcException();
    }
}
