using System.Diagnostics;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client.Outboxes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;
using Trace.Testing;

namespace Trace.Faults.Tests.Week;

/// <summary>
/// A week in one test, over a clock that is moved: twenty parties, five hundred orders, couriers that are offline half of the time, forty complaints
/// that go every way there is, some returns, two servers with a scheduler each, of which the one that leads is killed and started again amid sales,
/// amid answers, and amid deadlines that it is just about to meet. Then the months until nothing is left to do.
/// </summary>
public sealed class WeekTests(PostgresFixture postgres)
{
    private const int Orders = 500;
    private const int OrdersAStage = 84;
    private const int Stages = 21;
    private const int FirstComplaints = 7;

    private static readonly TimeSpan s_stage = TimeSpan.FromHours(8);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // The stages in whose middle the server that leads is killed; the second time the other leads until it is back.
    private static readonly Dictionary<int, bool> s_kills = new() { [4] = false, [11] = true };

    // And those after which it is killed while it does what fell due: reminders, and the platform's Escalations.
    private static readonly Dictionary<int, bool> s_killsAmidDuties = new() { [10] = true, [16] = false };

    private readonly List<Walk> _walks = [.. Walks.Complaints, .. Walks.Returns];
    private readonly List<Order> _orders = [];
    private readonly List<WalkedCase> _cases = [];
    private World _world = null!;

    [Fact]
    public async Task Every_deadline_is_met_once_nothing_is_lost_and_the_whole_log_audits_clean()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var world = _world = await World.FoundAsync(database);
        for (var stage = 0; stage < Stages; stage++)
        {
            await LiveAsync(stage);
            world.Clock.Pass(s_stage);
            if (s_killsAmidDuties.TryGetValue(stage, out var takeOver))
            {
                await KillAmidDutiesAsync(stage, takeOver);
            }

            await DoneAsync(stage + 1);
        }

        foreach (var van in world.Vans)
        {
            van.Drive(world.Servers.Port);
        }

        await SentAsync(world.Vans);
        await LiveOnAsync();
        Assert.All(_cases, one => Assert.True(one.IsOver, $"\"{one.Walk.Acts}\" is not over"));

        await EveryDeadlineWasMetOnceAsync();
        await EveryWayWasTakenAsync();
        var log = await CheckLog.PassesAsync(database, world.Servers.Key, world.Servers.Key.Name);
        NothingWasLost(log);
        await AuditsCleanAsync();
    }

    // What happens in eight hours: sales, what couriers do, complaints, acts. A kill meets it in its middle.
    private async Task LiveAsync(int stage)
    {
        _world.LeadTo(_world.Servers.Port, stage);
        var sold = Enumerable.Range(_orders.Count, Math.Clamp(Orders - _orders.Count, 0, OrdersAStage)).Select(_world.Order).ToList();
        foreach (var order in _orders)
        {
            order.Carrier.Handle(order, stage - (order.Number / OrdersAStage));
        }

        var begun = stage is >= FirstComplaints and < FirstComplaints + 4 ? _walks.Where((_, i) => i % 4 == stage - FirstComplaints).ToList() : [];
        var received = _orders.Where(order => order.Arrival == Arrival.Received).Skip(_cases.Count);
        var busy = Task.WhenAll(sold.Select(_world.SellAsync).Append(ActAsync()));
        var complaining = Task.WhenAll(received.Zip(begun, (order, walk) => Walks.Returns.Contains(walk) ? _world.AskBackAsync(order, walk) : _world.ComplainAsync(order, walk)));
        if (s_kills.TryGetValue(stage, out var takeOver))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await _world.Servers.KillAsync(takeOver, port => _world.LeadTo(port, stage));
        }

        await busy;
        _cases.AddRange(await complaining);
        _orders.AddRange(sold);
        await SentAsync(_world.Vans.Where(van => van.IsOnline(stage)));
    }

    private Task SentAsync(IEnumerable<Courier> vans) => UntilAsync(
        () => Task.FromResult(vans.All(van => van.Box.Counts().Waiting == 0)),
        () => $"a courier with a network does not send: {string.Join(", ", vans.Select(van => $"{van.Box.Counts().Waiting} {van.Box.Trouble}"))}");

    // The months after it: what is still to be done to complaints, and both servers stopped for some days once.
    private async Task LiveOnAsync()
    {
        for (var (day, step) = (7, 0); day < 160; step++)
        {
            var days = day < 60 ? 5 : 10;
            if (step == 2)
            {
                await _world.Servers.StopAsync();
                _world.Clock.Pass(TimeSpan.FromDays(days));
                await _world.Servers.StartAsync();
            }
            else
            {
                _world.Clock.Pass(TimeSpan.FromDays(days));
            }

            await DoneAsync(step);
            day += days;
            await ActAsync();
        }
    }

    private async Task ActAsync()
    {
        var now = _world.Clock.GetUtcNow();
        await Task.WhenAll(_cases.Select(one => one.Act(now, _world.Platform)).OfType<V1.SignedStatement>().Select(_world.RecordAsync));
    }

    // Once some of what is due is done, and before all of it is.
    private async Task KillAmidDutiesAsync(int stage, bool takeOver)
    {
        var before = await DoneCountAsync();
        await UntilAsync(async () => await DoneCountAsync() > before, () => $"nothing fell due after stage {stage}");
        await _world.Servers.KillAsync(takeOver, port => _world.LeadTo(port, stage));
    }

    private Task<long> DoneCountAsync() => _world.CountAsync("SELECT count(*) FROM deadlines.done");

    // Until nothing is due, nothing runs, and nothing waits to be sent; what a receiver did not take is sent again half a minute later.
    private async Task DoneAsync(int stage)
    {
        await UntilAsync(
            async () =>
            {
                if (await _world.CountAsync("SELECT count(*) FROM deadlines.notice WHERE next_at IS NOT NULL") > 0)
                {
                    _world.Clock.Pass(TimeSpan.FromSeconds(2));
                    return false;
                }

                return await _world.CountAsync("SELECT count(*) FROM deadlines.followed f, ledger.log_head h WHERE f.position >= h.size") == 1
                    && await _world.CountAsync($"SELECT count(*) FROM deadlines.qrtz_triggers WHERE next_fire_time <= {_world.Clock.GetUtcNow().UtcTicks}") == 0
                    && await _world.CountAsync("SELECT count(*) FROM deadlines.qrtz_fired_triggers") == 0;
            },
            () => $"what fell due by step {stage} is not done");
    }

    private async Task UntilAsync(Func<Task<bool>> isSo, Func<string> otherwise)
    {
        for (var started = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, $"{otherwise()}\n{_world.Servers}");
        }
    }

    private async Task EveryDeadlineWasMetOnceAsync()
    {
        var done = await _world.ListAsync("SELECT split_part(duty, '/', 2), split_part(duty, '/', 1) FROM deadlines.done ORDER BY split_part(duty, '/', 3)::bigint, duty");
        var of = done.ToLookup(one => one.Item1, one => one.Item2);
        foreach (var one in _cases)
        {
            var (acts, duties) = (one.Walk.Acts, one.Walk.Duties);
            var id = Hash256.From(one.Identity.Span).ToString();
            Assert.Equal((acts, duties), (acts, string.Concat(of[id].Select(LetterOf))));

            // What goes on the log is there as often.
            var said = (await _world.Client.ReadHistoryAsync(one.Order.Item.Value)).Entries.Select(entry => entry.Entry.Statement.Message).ToList();
            Assert.Equal((acts, duties.Count(duty => duty == 'K')), (acts, said.Count(what => what.Escalation is { Reason: V1.EscalationReason.Unanswered })));
            Assert.Equal((acts, duties.Count(duty => duty == 'C')), (acts, said.Count(what => what.Closure is { Outcome: V1.ClosureOutcome.TimeOut })));
        }

        Assert.Equal(_walks.Count, _cases.Count);
        var shipped = done.Where(one => one.Item2 is nameof(DutyKind.NotArrived) or nameof(DutyKind.NotCollected)).GroupBy(one => one.Item2).ToDictionary(kind => kind.Key, kind => kind.Count());
        Assert.Equal(_orders.Count(order => order.Arrival == Arrival.Lost), shipped[nameof(DutyKind.NotArrived)]);
        Assert.Equal(_orders.Count(order => order.Arrival == Arrival.CollectedLate), shipped[nameof(DutyKind.NotCollected)]);
        Assert.Equal(_walks.Sum(walk => walk.Duties.Length) + shipped.Values.Sum(), done.Count);

        // And everybody was told of it, in the end, under one id.
        Assert.Equal(0, await _world.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel = 'webhook' AND sent_at IS NULL"));
        Assert.Equal(await _world.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel = 'webhook'"), _world.Hooks.Taken.Count);
        Assert.Equal(0, await _world.CountAsync($"SELECT count(*) FROM deadlines.done d WHERE NOT EXISTS (SELECT 1 FROM deadlines.notice n WHERE n.duty = d.duty AND n.channel = 'webhook')"));
    }

    private static char LetterOf(string kind) => kind switch
    {
        nameof(DutyKind.TellComplaint) => 'N',
        nameof(DutyKind.RemindRespondent) => 'R',
        nameof(DutyKind.TellEscalation) => 'E',
        nameof(DutyKind.TakeOver) => 'K',
        nameof(DutyKind.OfferFile) => 'O',
        nameof(DutyKind.RemindSettlement) => 'S',
        nameof(DutyKind.CloseByTime) => 'C',
        nameof(DutyKind.TellReturn) => 'n',
        nameof(DutyKind.RemindReturn) => 'r',
        nameof(DutyKind.ReturnLapsed) => 'l',
        nameof(DutyKind.RemindRefund) => 'p',
        _ => '?',
    };

    private async Task EveryWayWasTakenAsync()
    {
        var platform = (await _world.Client.ReadHistoryAsync(_world.Platform.Party)).Entries.Select(entry => entry.Entry).Aggregate(PartyState.Unknown, PartyState.After);
        var context = new FlagContext(new Dictionary<string, KeyState>(), new Dictionary<string, PartyState> { [_world.Platform.Party] = platform });
        var taken = new HashSet<(CaseState, CaseState)>();
        foreach (var one in _cases.Where(one => Walks.Complaints.Contains(one.Walk)))
        {
            var read = new Dictionary<string, IReadOnlyList<RecordedEntry>>
            {
                [one.Order.Item.Value] = [.. (await _world.Client.ReadHistoryAsync(one.Order.Item.Value)).Entries.Select(entry => entry.Entry)],
            };
            var folded = Assert.Single(ComplaintCase.Of(JoinedHistory.Of(one.Order.Item, read), context, _world.Clock.GetUtcNow(), Domain.Complaints.Deadlines.Default, WorkingDays.OfNotices));
            var states = folded.Moves.Select(move => move.To).Prepend(CaseState.WithRespondent).ToList();
            taken.UnionWith(states.Zip(states.Skip(1)));
        }

        Assert.Equal("", string.Join(", ", CaseWays.All.Except(taken)));
        Assert.Equal("", string.Join(", ", taken.Except(CaseWays.All)));
    }

    private void NothingWasLost(StoredLog log)
    {
        var places = log.Places.ToDictionary(place => place.Identity);
        Assert.All(_world.Promised, promise => Assert.Equal((long)promise.Value, places[promise.Key].Index));
        foreach (var van in _world.Vans)
        {
            var counts = van.Box.Counts();
            Assert.Equal((0L, 0L), (counts.Waiting, counts.Refused));
            var sent = new List<OutboxEntry>();
            while (van.Box.Entries(after: sent.Count == 0 ? 0 : sent[^1].Sequence) is { Count: > 0 } more)
            {
                sent.AddRange(more);
            }

            Assert.Equal(counts.Recorded, sent.Count);
            Assert.All(sent, entry => Assert.Equal((long)entry.Index!.Value, places[entry.Identity].Index));
            // In the order in which it happened, parcel by parcel.
            Assert.All(sent.GroupBy(entry => entry.Subject), parcel => Assert.Equal(parcel.Select(entry => entry.Index), parcel.Select(entry => entry.Index).Order()));
        }

        // Two of a sale, and as many of the parcel as it has stages: nothing is twice, and nothing is there that nobody said.
        Assert.Equal(2 * Orders, log.Events.Count(row => row.Type is "sale" or "shipment"));
        Assert.Equal(_orders.Sum(order => order.Arrival switch { Arrival.Lost => 2, Arrival.Received => 4, _ => 5 }), log.Events.Count(row => row.Type is "transit" or "receipt"));
    }

    // By the auditor, over HTTP, as anybody would.
    private async Task AuditsCleanAsync()
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy");
        await File.WriteAllTextAsync(policy, _world.Servers.PolicyText);
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.Assembly("tools/trace", "trace.dll"), "audit", _world.Servers.Http.ToString(), "--policy", policy, "--state", folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var audit = Process.Start(start)!;
        var (told, problem) = (audit.StandardOutput.ReadToEndAsync(), audit.StandardError.ReadToEndAsync());
        await audit.WaitForExitAsync();
        Assert.True(audit.ExitCode == 0, $"{await told}\n{await problem}");
    }
}
