using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>
/// What waits is bounded and shared, and whoever can't wait keeps its statement. A clock that jumped makes the sequencer hold, so that the
/// backlog fills as long as a test wants.
/// </summary>
public class BacklogTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const int Bound = 16;
    private static readonly TimeSpan Jump = TimeSpan.FromHours(2);

    private readonly JumpingClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_jumps_holds_the_backlog_and_says_so_and_goes_on_when_it_is_set_right()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);
        using var http = new HttpClient { BaseAddress = service.Http };

        _clock.Ahead = Jump;
        var waiting = client.RecordAsync(Lot(producer, 1, 1), Cancellation);
        await EventuallyAsync(() => service.Services.GetRequiredService<LogStanding>().HoldingBecause is not null);
        Assert.Contains("jumped by", service.Services.GetRequiredService<LogStanding>().HoldingBecause, StringComparison.Ordinal);
        Assert.Equal("Degraded", await http.GetStringAsync("/healthz/ready", Cancellation));
        Assert.False(waiting.IsCompleted);

        _clock.Ahead = TimeSpan.Zero;
        var recorded = await waiting;
        Assert.True(recorded.Entry.RecordedAt < UnixMicroseconds.Of(DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1)));
        Assert.Null(service.Services.GetRequiredService<LogStanding>().HoldingBecause);
    }

    [Fact]
    public async Task A_clock_set_back_holds_too()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);

        _clock.Ahead = -Jump;
        var waiting = client.RecordAsync(Lot(producer, 1, 1), Cancellation);
        await EventuallyAsync(() => service.Services.GetRequiredService<LogStanding>().HoldingBecause is not null);
        _clock.Ahead = TimeSpan.Zero;
        await waiting;
    }

    [Fact]
    public async Task Beyond_the_bound_callers_are_refused_and_keep_their_statements()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var parties = new List<StatementFactory>();
        for (var i = 1; i <= 5; i++)
        {
            parties.Add(await service.RegisterAsync(client, Party(i), Prefix(i), Role.Producer));
        }

        _clock.Ahead = Jump;
        await HoldAsync(service, client, parties[0]);
        var waiting = new List<Task<RecordedStatement>>();
        for (var i = 1; i <= 4; i++)
        {
            for (var n = 0; n < Bound / 4; n++)
            {
                await AddAsync(service, client, waiting, Lot(parties[i], i + 1, n));
            }
        }

        // The held one counts too, so that the last of the sixteen found no room.
        var refused = Assert.Single(waiting, task => task.IsFaulted);
        var told = Assert.IsType<RefusedException>(refused.Exception!.InnerException);
        Assert.Equal((Reason.BacklogFull, true), (told.Reason, told.Refusal.Retryable));
        Assert.Equal(StatusCode.ResourceExhausted, Assert.IsType<RpcException>(told.InnerException).StatusCode);
        Assert.Equal(Bound, service.Services.GetRequiredService<Backlog>().Count);

        _clock.Ahead = TimeSpan.Zero;
        await Task.WhenAll(waiting.Where(task => task != refused));
        await client.RecordAsync(Lot(parties[4], 5, Bound / 4 - 1), Cancellation);
        await EventuallyAsync(() => service.Services.GetRequiredService<Backlog>().Count == 0);
    }

    [Fact]
    public async Task No_party_holds_more_than_a_quarter_while_another_waits_and_one_alone_leaves_room()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var (greedy, modest) = (await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer), await service.RegisterAsync(client, Party(2), Prefix(2), Role.Producer));

        _clock.Ahead = Jump;
        await HoldAsync(service, client, greedy);
        var alone = new List<Task<RecordedStatement>>();
        for (var n = 0; n < Bound; n++)
        {
            await AddAsync(service, client, alone, Lot(greedy, 1, n));
        }

        // Three quarters, the held one among them; the last quarter is another's.
        Assert.Equal((Bound * 3 / 4) - 1, alone.Count(task => !task.IsFaulted));
        var other = new List<Task<RecordedStatement>>();
        for (var n = 0; n < Bound; n++)
        {
            await AddAsync(service, client, other, Lot(modest, 2, n));
        }

        Assert.Equal(Bound / 4, other.Count(task => !task.IsFaulted));
        var told = Assert.IsType<RefusedException>(alone[^1].Exception!.InnerException);
        Assert.Contains("its share of the backlog", told.Message, StringComparison.Ordinal);

        _clock.Ahead = TimeSpan.Zero;
        await Task.WhenAll(alone.Concat(other).Where(task => !task.IsFaulted));
    }

    [Fact]
    public async Task A_stream_waits_for_room_and_loses_nothing()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);

        _clock.Ahead = Jump;
        var stream = Task.Run(async () =>
        {
            var recorded = 0;
            await foreach (var outcome in client.RecordManyAsync(Enumerable.Range(0, 100).Select(n => Lot(producer, 1, n)).ToAsyncEnumerable(), Cancellation))
            {
                Assert.NotNull(outcome.Recorded);
                recorded++;
            }

            return recorded;
        }, Cancellation);
        await EventuallyAsync(() => service.Services.GetRequiredService<Backlog>().Count >= Bound * 3 / 4);
        Assert.False(stream.IsCompleted);

        _clock.Ahead = TimeSpan.Zero;
        Assert.Equal(100, await stream);
    }

    [Fact]
    public async Task A_deadline_and_a_cancelled_call_end_the_wait_and_the_statement_is_one_entry_all_the_same()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);
        using var raw = new RawLedger(service.Grpc);
        var (late, cancelled) = (Lot(producer, 1, 1), Lot(producer, 1, 2));

        _clock.Ahead = Jump;
        using var leaving = new CancellationTokenSource();
        var call = raw.Record(cancelled, new CallOptions(cancellationToken: leaving.Token)).ResponseAsync;
        var tooLate = await Assert.ThrowsAsync<RpcException>(() => raw.Record(late, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(1))).ResponseAsync);
        await leaving.CancelAsync();
        Assert.Equal(StatusCode.DeadlineExceeded, tooLate.StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);

        _clock.Ahead = TimeSpan.Zero;
        var entries = await Task.WhenAll(client.RecordAsync(late, Cancellation), client.RecordAsync(cancelled, Cancellation));
        Assert.Equal(2, entries.Select(entry => entry.Entry.Index).Distinct().Count());
        await EventuallyAsync(() => service.Services.GetRequiredService<Backlog>().Count == 0);
    }

    [Fact]
    public async Task A_stream_whose_caller_vanishes_leaves_its_statements_recorded_once_and_its_share_free()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);
        var lots = Enumerable.Range(0, 8).Select(n => Lot(producer, 1, n)).ToList();

        _clock.Ahead = Jump;
        using (var raw = new RawLedger(service.Grpc))
        {
            var call = raw.RecordMany();
            foreach (var lot in lots)
            {
                await call.RequestStream.WriteAsync(lot, Cancellation);
            }

            await EventuallyAsync(() => service.Services.GetRequiredService<Backlog>().Count == lots.Count);
            call.Dispose();
        }

        _clock.Ahead = TimeSpan.Zero;
        await EventuallyAsync(() => service.Services.GetRequiredService<Backlog>().Count == 0);
        var size = await StoredLog.ReadSizeAsync(service.ConnectionString);
        await Task.WhenAll(lots.Select(lot => client.RecordAsync(lot, Cancellation)));
        Assert.Equal(size, await StoredLog.ReadSizeAsync(service.ConnectionString));
    }

    [Fact]
    public async Task Messages_beyond_their_bounds_are_refused_and_the_service_goes_on()
    {
        await using var service = await StartHoldableAsync();
        await using var client = service.Connect(Once);
        var producer = await service.RegisterAsync(client, Party(1), Prefix(1), Role.Producer);
        using var raw = new RawLedger(service.Grpc);
        SignedStatement Of(int bytes) => new() { Statement = Google.Protobuf.ByteString.CopyFrom(new byte[bytes]), Signatures = { Google.Protobuf.ByteString.CopyFrom(new byte[64]) } };

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => raw.Record(Of(5 * 1024 * 1024)).ResponseAsync)).StatusCode);
        Assert.Equal(Reason.TooLarge, (await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Of(16_385), Cancellation))).Reason);
        var outcomes = new List<RecordOutcome>();
        await foreach (var outcome in client.RecordManyAsync(new[] { Of(16_385), Lot(producer, 1, 1) }.ToAsyncEnumerable(), Cancellation))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal(Reason.TooLarge, outcomes[0].Refusal!.Reason);
        Assert.NotNull(outcomes[1].Recorded);
    }

    private static LedgerClientOptions Once => new() { Retry = RetryPolicy.None };

    private static string Party(int i) => $"party/gln/{WithCheckDigit($"952{i}{i}{i}{i}{i}0000")}";

    private static string Prefix(int i) => $"952{i}{i}{i}{i}{i}";

    private static string WithCheckDigit(string twelve) => twelve + Gs1CheckDigit.Compute(twelve);

    private static SignedStatement Lot(StatementFactory producer, int party, int lot) => producer.Make(
        SubjectKey.ForLot(SubjectKey.ForProduct(Gtin.Parse(WithCheckDigit($"{Prefix(party)}0001"))), $"L{lot}"), new Listing { Name = new Text { Zh = "茶" } });

    private Task<RunningService> StartHoldableAsync() => StartAsync(replace: services =>
    {
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton(provider => LogOptions.Load(provider.GetRequiredService<TraceSettings>(), provider.GetRequiredService<LedgerKeys>(), provider.GetRequiredService<NpgsqlDataSource>()) with { MaxBacklog = Bound });
    });

    // One statement in the sequencer's hands: from here on nothing flows.
    private async Task HoldAsync(RunningService service, LedgerClient client, StatementFactory producer)
    {
        var held = client.RecordAsync(Lot(producer, 1, 999), Cancellation);
        await EventuallyAsync(() => service.Services.GetRequiredService<LogStanding>().HoldingBecause is not null);
        Assert.False(held.IsCompleted);
    }

    // One after the other, so that it is known who came first.
    private static async Task AddAsync(RunningService service, LedgerClient client, List<Task<RecordedStatement>> to, SignedStatement statement)
    {
        var backlog = service.Services.GetRequiredService<Backlog>();
        var before = backlog.Count;
        var sent = client.RecordAsync(statement, Cancellation);
        to.Add(sent);
        await EventuallyAsync(() => backlog.Count == before + 1 || sent.IsCompleted);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        for (var left = TimeSpan.FromSeconds(60); !holds(); left -= TimeSpan.FromMilliseconds(10))
        {
            Assert.True(left > TimeSpan.Zero, "it did not come true within 60 seconds");
            await Task.Delay(10, Cancellation);
        }
    }
}
