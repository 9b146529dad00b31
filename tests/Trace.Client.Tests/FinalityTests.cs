using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests;

/// <summary>What was accepted becomes final by itself, under the quorum that the client demands, or the log is shown to have forked.</summary>
public sealed class FinalityTests : IAsyncDisposable
{
    private static readonly SubjectKey Item = SubjectKey.Parse("01/06901234567892/21/A1");

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryLog _log = new();
    private readonly FakeLedger _ledger;
    private readonly CosignatureSigner[] _witnesses = [.. Enumerable.Range(1, 3).Select(i => new CosignatureSigner($"witness.test/w{i}", InMemoryLog.KeyOf($"w{i}")))];
    private readonly List<LedgerClient> _clients = [];
    private readonly StatementFactory _say;

    public FinalityTests()
    {
        _ledger = new FakeLedger(_log);
        var seller = _log.Register(2, Role.Seller);
        _say = new StatementFactory(_log.Ledger, seller.Party, seller.Key);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TrustPolicy TwoOfThree => TrustPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(
        string.Concat(_witnesses.Select((witness, i) => $"witness w{i + 1} {witness.VerifierKey}\n")) + "group enough 2 w1 w2 w3\nquorum enough\n")).For(_log.Ledger, new PolicyLog(_log.VerifierKey, null));

    private SignedStatement Shipped => _say.Make(
        Item,
        new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" },
        DateTimeOffset.UnixEpoch.AddMicroseconds(_log.Now));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_accepted_becomes_final_by_itself_once_the_quorum_has_cosigned()
    {
        var published = _log.Note();
        _ledger.Published = () => published;
        var client = Open();
        var told = new TaskCompletionSource<FinalEventArgs>();
        client.BecameFinal += (_, final) => told.TrySetResult(final);

        var recorded = await client.RecordAsync(Shipped, Cancellation);
        var final = client.WaitForFinalAsync(recorded, Cancellation);
        published = Cosigned(_log.Note(), 0);
        await EventuallyAsync(() => client.FinalityProblem is VerificationException);

        // One of three is not enough, and it is said who is missing.
        Assert.False(final.IsCompleted);
        Assert.Contains("not cosigned by w2, w3", client.FinalityProblem!.Message, StringComparison.Ordinal);
        Assert.Single(client.Awaiting);

        published = Cosigned(_log.Note(), 0, 2);
        var by = await final;
        Assert.Equal(_log.Entries.Count, by.Checkpoint.Size);
        Assert.Equal(2, by.Cosignatures.Count);
        Assert.Equal(recorded.Entry.Index, Assert.Single((await told.Task).Accepted.Entries).Index);
        // The look that found it is over a moment after it was told.
        await EventuallyAsync(() => client.Awaiting.Count == 0 && client.FinalityProblem is null);

        // Asked again, it is known.
        Assert.Equal(by, await client.WaitForFinalAsync(recorded, Cancellation));
    }

    [Fact]
    public async Task A_larger_witnessed_checkpoint_makes_final_what_it_continues()
    {
        var published = _log.Note();
        _ledger.Published = () => published;
        var client = Open();
        var first = await client.RecordAsync(Shipped, Cancellation);
        var second = await client.RecordAsync(Shipped, Cancellation);
        _log.Register(7, Role.Courier);

        published = Cosigned(_log.Note(), 1, 2);

        Assert.True((await client.WaitForFinalAsync(first, Cancellation)).Checkpoint.Size > second.Checkpoint.Checkpoint.Size);
        await client.WaitForFinalAsync(second, Cancellation);
    }

    [Fact]
    public async Task An_older_witnessed_checkpoint_makes_nothing_final()
    {
        var published = Cosigned(_log.Note(), 0, 1);
        _ledger.Published = () => published;
        var client = Open();
        var recorded = await client.RecordAsync(Shipped, Cancellation);

        await client.GetCheckpointAsync(Cancellation);
        Assert.Single(client.Awaiting);
        Assert.False(client.WaitForFinalAsync(recorded, Cancellation).IsCompleted);
    }

    [Fact]
    public async Task A_witnessed_checkpoint_of_another_history_is_a_fork_and_both_are_kept()
    {
        var published = _log.Note();
        _ledger.Published = () => published;
        var client = Open();
        var told = new TaskCompletionSource<ForkEventArgs>();
        client.Forked += (_, fork) => told.TrySetResult(fork);
        var recorded = await client.RecordAsync(Shipped, Cancellation);
        var final = client.WaitForFinalAsync(recorded, Cancellation);

        // The log shows its witnesses a history without the statement.
        var other = new InMemoryLog();
        other.Register(2, Role.Seller);
        other.Register(8, Role.Courier);
        _ledger.Prove = other.Consistency;
        published = Cosigned(other.Note(), 0, 1);

        var fork = await Assert.ThrowsAsync<ForkException>(() => final);
        Assert.Equal(recorded.Checkpoint.Note.ToString(), fork.Accepted.ToString());
        Assert.Equal(published.ToString(), fork.Offered.ToString());
        Assert.Equal(recorded.Checkpoint.Note.ToBytes(), await File.ReadAllBytesAsync(Path.Combine(fork.Evidence!, "accepted"), Cancellation));
        Assert.Equal(published.ToBytes(), await File.ReadAllBytesAsync(Path.Combine(fork.Evidence!, "offered"), Cancellation));
        Assert.Equal(fork.Evidence, (await told.Task).Fork.Evidence);

        // Nothing more is said to such a log, and nothing taken from it.
        var calls = _ledger.Calls;
        await Assert.ThrowsAsync<ForkException>(() => client.RecordAsync(Shipped, Cancellation));
        Assert.Equal(calls, _ledger.Calls);
    }

    [Fact]
    public async Task What_an_earlier_process_was_promised_becomes_final_in_a_later_one()
    {
        _ledger.Published = () => _log.Note();
        var before = Open();
        await before.RecordAsync(Shipped, Cancellation);
        await before.DisposeAsync();
        Assert.Single(new CheckpointStore(_folder.Path).Awaiting(_log.VerifierKey.Name));

        _ledger.Published = () => Cosigned(_log.Note(), 0, 1, 2);
        var after = Open();
        await after.RecordAsync(Shipped, Cancellation);

        await EventuallyAsync(() => after.Awaiting.Count == 0);
        Assert.Empty(new CheckpointStore(_folder.Path).Awaiting(_log.VerifierKey.Name));
    }

    [Fact]
    public async Task A_service_that_is_away_for_a_while_delays_it_and_breaks_nothing()
    {
        _ledger.Published = () => Cosigned(_log.Note(), 0, 1);
        var client = Open();
        var recorded = await client.RecordAsync(Shipped, Cancellation);
        for (var i = 0; i < 5; i++)
        {
            _ledger.Faults.Enqueue(new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unavailable, "away")));
        }

        Assert.Equal(2, (await client.WaitForFinalAsync(recorded, Cancellation)).Cosignatures.Count);
    }

    [Fact]
    public async Task A_history_under_a_checkpoint_without_the_quorum_is_not_believed()
    {
        var refused = await Assert.ThrowsAsync<VerificationException>(() => Open().ReadHistoryAsync(SubjectKey.Genesis.Value, cancellation: Cancellation));

        Assert.Contains("quorum enough is not met: not cosigned by w1, w2, w3", refused.Message, StringComparison.Ordinal);
    }

    private LedgerClient Open()
    {
        var options = new LedgerClientOptions { Retry = RetryPolicy.None, Store = new CheckpointStore(_folder.Path), FinalEvery = TimeSpan.FromMilliseconds(10) };
        var client = new LedgerClient(_ledger, "http://localhost:5000", _log.Ledger, TwoOfThree, options);
        _clients.Add(client);
        return client;
    }

    private SignedNote Cosigned(SignedNote note, params int[] witnesses) => witnesses.Aggregate(note, (signed, i) => signed.With(_witnesses[i].Cosign(note, 1_790_000_000)));

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        // A bound on a hang, not on how long it may take.
        for (var started = DateTime.UtcNow; !holds(); await Task.Delay(5, Cancellation))
        {
            Assert.True(DateTime.UtcNow - started < TimeSpan.FromMinutes(1), "it did not come true within a minute");
        }
    }
}
