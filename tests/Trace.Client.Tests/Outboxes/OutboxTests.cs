using Google.Protobuf;
using Grpc.Core;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests.Outboxes;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OutboxWorld _world = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => _folder["outbox.db"];

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_put_without_a_network_is_there_after_a_restart_and_recorded_in_order()
    {
        List<OutboxItem> facts = [.. Enumerable.Range(0, 6).Select(number => _world.Fact(number % 2, number))];
        using (var before = _world.Open(Path))
        {
            before.Put(facts);
        }

        using var outbox = _world.Open(Path);
        Assert.Equal(6, outbox.Counts().Waiting);
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal(new OutboxCounts(0, 6, 0, 0, 0), outbox.Counts());
        Assert.Equal(TimesOf(facts, 0), _world.Recorded(0));
        Assert.Equal(TimesOf(facts, 1), _world.Recorded(1));
        Assert.Equal([1, 2, 3, 4, 5, 6], outbox.Outcomes().Select(outcome => outcome.Number));
        Assert.All(outbox.Entries(), entry => Assert.Equal(entry.Identity, _world.Log.Entries[(int)entry.Index!.Value].Statement.Identity));
    }

    [Fact]
    public async Task The_same_fact_put_twice_is_recorded_once_though_it_was_signed_twice()
    {
        using var outbox = _world.Open(Path);
        var (first, second) = (outbox.Put(_world.Fact(0, 1)), outbox.Put(_world.Fact(0, 1)));
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal((true, false, first.Identity), (first.IsNew, second.IsNew, second.Identity));
        Assert.Single(_world.Recorded(0));
    }

    [Fact]
    public void A_second_process_is_refused_with_what_to_do()
    {
        using var first = _world.Open(Path);

        var refused = Assert.Throws<OutboxException>(() => _world.Open(Path));

        Assert.Equal(OutboxProblem.InUse, refused.Problem);
        Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
        using var reader = OutboxReader.Open(Path);
        Assert.Equal(_world.Log.Ledger, reader.Ledger);
    }

    [Fact]
    public void An_outbox_is_of_one_ledger_and_its_owner_alone_reads_it()
    {
        _world.Open(Path).Dispose();

        Assert.Equal(OutboxProblem.OtherLedger, Assert.Throws<OutboxException>(() => Outbox.Open(Path, "other.test")).Problem);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_file_that_is_no_outbox_is_told_so_and_left_alone()
    {
        File.WriteAllText(Path, "these are the scans of Monday, and of nothing else that anybody would want to lose");

        Assert.Equal(OutboxProblem.Damaged, Assert.Throws<OutboxException>(() => _world.Open(Path)).Problem);
        Assert.StartsWith("these are the scans", File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_told_and_what_was_put_before_is_whole()
    {
        var put = 0;
        using (var outbox = _world.Open(Path, OutboxWorld.Options with { MostPages = 20 }))
        {
            var full = Assert.Throws<OutboxException>(() =>
            {
                for (; put < 1000; put++)
                {
                    outbox.Put([_world.Fact(0, 2 * put), _world.Fact(1, (2 * put) + 1)]);
                }
            });

            Assert.Equal(OutboxProblem.Full, full.Problem);
            Assert.Contains("nothing was put down", full.Message, StringComparison.Ordinal);
            Assert.Equal(2 * put, outbox.Counts().Waiting);
        }

        using var roomier = _world.Open(Path);
        Assert.Equal(2 * put, roomier.Counts().Waiting);
        Assert.True(roomier.Put(_world.Fact(0, 2 * put)).IsNew);
    }

    [Fact]
    public async Task A_refusal_stays_with_its_reason_lets_the_next_go_and_can_be_corrected()
    {
        using var outbox = _world.Open(Path);
        var wrong = outbox.Put(_world.Fact(0, 1));
        outbox.Put(_world.Fact(0, 2));
        _world.Ledger.Refuse = Once(signed => Refusal.Because(Reason.NotYours, "subject", "no"), wrong.Identity);
        await outbox.SendAsync(_world.Client, Cancellation);

        var refused = Assert.Single(outbox.Entries(OutboxState.Refused));
        Assert.Equal((Reason.NotYours, "subject"), (refused.Refusal!.Reason, refused.Refusal.Field));
        Assert.Single(_world.Recorded(0));

        var right = outbox.Correct(wrong.Identity, _world.Fact(0, 3));
        await outbox.SendAsync(_world.Client, Cancellation);

        var corrected = outbox.Find(wrong.Identity)!;
        Assert.Equal((OutboxState.Corrected, right.Identity), (corrected.State, corrected.Instead));
        Assert.Equal(Reason.NotYours, corrected.Refusal!.Reason);
        Assert.Equal(OutboxState.Recorded, outbox.Find(right.Identity)!.State);
        Assert.Equal([OutboxState.Refused, OutboxState.Recorded, OutboxState.Corrected, OutboxState.Recorded], outbox.Outcomes().Select(outcome => outcome.State));
    }

    [Fact]
    public async Task A_fact_that_came_as_a_correction_is_not_recorded_again_when_it_is_put_by_itself()
    {
        using var outbox = _world.Open(Path);
        var (same, other) = (outbox.Put(_world.Fact(0, 1)), outbox.Put(_world.Fact(0, 2)));
        _world.Ledger.Refuse = _ => Refusal.Because(Reason.NotYours, "subject", "no");
        await outbox.SendAsync(_world.Client, Cancellation);

        // One says the same as what it stands for, the other something else.
        Assert.True(outbox.Correct(same.Identity, _world.Fact(0, 1)).IsNew);
        var corrected = outbox.Correct(other.Identity, _world.Fact(0, 3));

        Assert.Equal((false, same.Identity), (outbox.Put(_world.Fact(0, 1)) is var again && again.IsNew, again.Identity));
        Assert.Equal((false, corrected.Identity), (outbox.Put(_world.Fact(0, 3)) is var repeat && repeat.IsNew, repeat.Identity));
        Assert.Equal(2, outbox.Counts().Waiting);

        // Refused too, it may be put back as it was at first.
        await outbox.SendAsync(_world.Client, Cancellation);
        Assert.True(outbox.Correct(corrected.Identity, _world.Fact(0, 2)).IsNew);
    }

    [Fact]
    public async Task What_is_in_the_outbox_already_stands_for_nothing_else()
    {
        using var outbox = _world.Open(Path);
        var wrong = outbox.Put(_world.Fact(0, 1));
        _world.Ledger.Refuse = _ => Refusal.Because(Reason.NotYours, "subject", "no");
        await outbox.SendAsync(_world.Client, Cancellation);
        outbox.Put(_world.Fact(0, 2));

        Assert.Equal(OutboxProblem.NotSo, Assert.Throws<OutboxException>(() => outbox.Correct(wrong.Identity, _world.Fact(0, 2))).Problem);
        Assert.Equal(OutboxState.Refused, outbox.Find(wrong.Identity)!.State);
    }

    [Fact]
    public async Task What_was_refused_goes_again_as_it_is_when_it_is_retried()
    {
        using var outbox = _world.Open(Path);
        var put = outbox.Put(_world.Fact(0, 1));
        _world.Ledger.Refuse = Once(signed => Refusal.Because(Reason.Role, "party", "no"), put.Identity);
        await outbox.SendAsync(_world.Client, Cancellation);

        _world.Ledger.Refuse = _world.Log.Judge;
        outbox.Retry(put.Identity);
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal(OutboxState.Recorded, outbox.Find(put.Identity)!.State);
        Assert.Throws<OutboxException>(() => outbox.Retry(put.Identity));
        Assert.Throws<OutboxException>(() => outbox.Drop(put.Identity, "by mistake"));
    }

    [Fact]
    public async Task What_is_dropped_stays_in_the_list_and_is_never_sent()
    {
        using var outbox = _world.Open(Path);
        var put = outbox.Put(_world.Fact(0, 1));
        outbox.Put(_world.Fact(0, 2));

        outbox.Drop(put.Identity, "scanned by mistake");
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal((OutboxState.Dropped, "scanned by mistake"), (outbox.Find(put.Identity)!.State, outbox.Find(put.Identity)!.DroppedBecause));
        Assert.Single(_world.Recorded(0));
        Assert.Throws<ArgumentException>(() => outbox.Drop(put.Identity, " "));
    }

    [Fact]
    public async Task One_that_may_come_later_holds_its_parcel_and_no_other()
    {
        using var outbox = _world.Open(Path, OutboxWorld.Options with { Patience = new RetryPolicy { First = TimeSpan.FromHours(1), Longest = TimeSpan.FromHours(1) } });
        var early = outbox.Put(_world.Fact(0, 1));
        outbox.Put([_world.Fact(0, 2), _world.Fact(1, 3)]);
        _world.Ledger.Refuse = Once(signed => Refusal.Later(Reason.UnknownReference, "transit.shipment", "not yet", TimeSpan.FromSeconds(1)), early.Identity);

        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal((2, 1), (outbox.Counts().Waiting, outbox.Counts().Recorded));
        Assert.Equal((1, Reason.UnknownReference), (outbox.Find(early.Identity)!.Attempts, outbox.Find(early.Identity)!.Refusal!.Reason));
        Assert.Empty(_world.Recorded(0));
    }

    [Fact]
    public async Task One_that_never_gets_further_is_refused_in_the_end()
    {
        using var outbox = _world.Open(Path, OutboxWorld.Options with { MostAttempts = 3 });
        _world.Ledger.Refuse = _ => Refusal.Later(Reason.UnknownReference, "transit.shipment", "not yet", TimeSpan.FromMilliseconds(1));
        var put = outbox.Put(_world.Fact(0, 1));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        outbox.Changed += (_, _) =>
        {
            if (outbox.Outcomes().Count > 0)
            {
                ending.CancelAsync();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outbox.RunAsync(_world.Client, ending.Token));

        Assert.Equal(OutboxState.Refused, outbox.Find(put.Identity)!.State);
    }

    [Fact]
    public async Task While_the_ledger_takes_nothing_all_waits_with_the_reason_and_nothing_is_lost()
    {
        using var outbox = _world.Open(Path);
        outbox.Put([_world.Fact(0, 1), _world.Fact(1, 2)]);
        _world.Ledger.Refuse = _ => Refusal.Later(Reason.ReadOnly, "", "stopping", TimeSpan.FromSeconds(1));

        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal(2, outbox.Counts().Waiting);
        Assert.Equal(0, outbox.Entries()[0].Attempts);
        Assert.Contains("ReadOnly", outbox.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_fails_but_a_fork_is_tried_again_for_as_long_as_it_takes()
    {
        using var outbox = _world.Open(Path);
        var put = outbox.Put(_world.Fact(0, 1));
        var troubles = new List<string>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        outbox.Changed += (_, _) =>
        {
            if (outbox.Trouble is { } trouble && !troubles.Contains(trouble))
            {
                troubles.Add(trouble);
            }

            if (outbox.Outcomes().Count > 0)
            {
                ending.CancelAsync();
            }
        };
        foreach (var fault in (Exception[])[new RpcException(new Status(StatusCode.Unavailable, "away")), new IOException("no space"), new RefusedException(Refusal.Because(Reason.RateLimited, "", "too often")), new TimeoutException("late")])
        {
            _world.Ledger.Faults.Enqueue(fault);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outbox.RunAsync(_world.Client, ending.Token));

        Assert.Equal(OutboxState.Recorded, outbox.Find(put.Identity)!.State);
        Assert.Equal(["Unavailable: away", "no space", "RateLimited: too often", "late"], troubles);
    }

    [Fact]
    public async Task An_answer_that_proves_nothing_leaves_the_statement_waiting()
    {
        using var outbox = _world.Open(Path);
        outbox.Put(_world.Fact(0, 1));
        _world.Ledger.Bend = answer => { answer.Proof.Hashes[0] = ByteString.CopyFrom(new byte[32]); return answer; };

        await Assert.ThrowsAsync<VerificationException>(() => outbox.SendAsync(_world.Client, Cancellation));
        Assert.Equal(1, outbox.Counts().Waiting);

        _world.Ledger.Bend = answer => answer;
        await outbox.SendAsync(_world.Client, Cancellation);
        Assert.Single(_world.Recorded(0));
    }

    [Fact]
    public async Task A_clock_that_is_eight_hours_ahead_is_measured_and_the_statement_keeps_what_it_said()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch.AddMicroseconds(_world.Log.Now).AddHours(8));
        using var outbox = _world.Open(Path, OutboxWorld.Options with { Time = clock });
        var fact = _world.Fact(0, 1);
        outbox.Put(fact);

        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal(ClockFault.LocalTimeAsUtc, outbox.Clock!.Fault);
        Assert.Equal(ClockFault.LocalTimeAsUtc, ClockSkew.FaultOf(outbox.Entries()[0].ClockAhead!.Value));
        Assert.Equal(Statement.Parser.ParseFrom(fact.Statement.Statement).Time, Assert.Single(_world.Recorded(0)));
    }

    [Fact]
    public async Task A_repeat_says_nothing_about_the_clock()
    {
        var fact = _world.Fact(0, 1);
        _world.Ledger.BreakStreamAfter.Enqueue(0);
        var clock = new FixedClock(DateTimeOffset.UnixEpoch.AddMicroseconds(_world.Log.Now));
        using var outbox = _world.Open(Path, OutboxWorld.Options with { Time = clock });
        outbox.Put(fact);
        await Assert.ThrowsAsync<RpcException>(() => outbox.SendAsync(_world.Client, Cancellation));
        Assert.Single(_world.Recorded(0));

        // It was recorded; the next time it is sent is hours later, when the client knows the log as it is by then.
        clock.Now += TimeSpan.FromHours(3);
        await _world.Client.GetCheckpointAsync(Cancellation);
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal((1, null), (outbox.Counts().Recorded, outbox.Clock));
    }

    [Fact]
    public void A_statement_that_could_never_be_recorded_is_not_taken()
    {
        using var outbox = _world.Open(Path);
        var other = new StatementFactory("other.test", _world.Say.Party, InMemoryLog.KeyOf("x")).Make(OutboxWorld.Parcel(0), new Transit { Activity = TransitActivity.Held });

        Assert.Equal(Reason.OtherLedger, Assert.Throws<RefusedException>(() => outbox.Put(new OutboxItem(other))).Reason);
        Assert.Equal(0, outbox.Counts().Waiting);
    }

    [Fact]
    public async Task What_the_log_has_is_forgotten_after_a_time_and_nothing_else_is()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch.AddMicroseconds(_world.Log.Now));
        using var outbox = _world.Open(Path, OutboxWorld.Options with { Time = clock });
        outbox.Put(_world.Fact(0, 1));
        await outbox.SendAsync(_world.Client, Cancellation);
        var refused = outbox.Put(_world.Fact(0, 2));
        _world.Ledger.Refuse = Once(signed => Refusal.Because(Reason.Role, "party", "no"), refused.Identity);
        await outbox.SendAsync(_world.Client, Cancellation);

        clock.Now += TimeSpan.FromDays(100);

        Assert.Equal((1, 0), (outbox.ForgetRecorded(TimeSpan.FromDays(90)), outbox.ForgetRecorded(TimeSpan.FromDays(90))));
        Assert.Equal(new OutboxCounts(0, 0, 1, 0, 0), outbox.Counts());
        Assert.Equal(2, Assert.Single(outbox.Outcomes()).Number);
    }

    [Fact]
    public async Task An_upload_that_fails_holds_its_own_parcel_and_no_other_and_is_refused_in_the_end()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch.AddMicroseconds(_world.Log.Now));
        var hour = new RetryPolicy { First = TimeSpan.FromHours(1), Longest = TimeSpan.FromHours(1) };
        using var outbox = _world.Open(Path, OutboxWorld.Options with { Time = clock, Patience = hour, MostAttempts = 2 });
        var put = outbox.Put(_world.Sealed(0, 1));
        outbox.Put([_world.Fact(0, 2), _world.Sealed(1, 3)]);
        _world.Ledger.Unwell = upload => Hash256.From(upload.Identity.Span) == put.Identity ? new RpcException(new Status(StatusCode.Unavailable, "away")) : null;

        await outbox.SendAsync(_world.Client, Cancellation);

        var waiting = outbox.Find(put.Identity)!;
        Assert.Equal((OutboxState.Waiting, 1, "upload"), (waiting.State, waiting.Attempts, waiting.Refusal!.Field));
        Assert.Contains("Unavailable: away", waiting.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (outbox.Counts().Waiting, outbox.Counts().Recorded));
        Assert.Single(_world.Recorded(1));

        clock.Now += TimeSpan.FromHours(1);
        await outbox.SendAsync(_world.Client, Cancellation);

        Assert.Equal(new OutboxCounts(0, 3, 0, 0, 0), outbox.Counts());
        Assert.NotNull(outbox.Find(put.Identity)!.Refusal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Content_that_is_not_taken_stays_until_it_is_sent_again(bool isTooLarge)
    {
        var put = new OutboxPut[1];
        using (var outbox = _world.Open(Path))
        {
            put[0] = outbox.Put(_world.Sealed(0, 1));
            _world.Ledger.Unwell = _ => isTooLarge ? new RpcException(new Status(StatusCode.ResourceExhausted, "the message is too large")) : new RefusedException(Refusal.Because(Reason.TooLarge, "upload", "full"));
            await outbox.SendAsync(_world.Client, Cancellation);
            Assert.Equal(Reason.TooLarge, Assert.Single(outbox.Outcomes()).Refusal!.Reason);
        }

        _world.Ledger.Unwell = _ => null;
        using var again = _world.Open(Path);
        Assert.Equal(OutboxState.Recorded, again.Find(put[0].Identity)!.State);
        again.Retry(put[0].Identity);
        await again.SendAsync(_world.Client, Cancellation);

        Assert.Equal((OutboxState.Recorded, null), (again.Find(put[0].Identity)!.State, again.Find(put[0].Identity)!.Refusal));
        Assert.Equal([(put[0].Identity, SealedContent.SealedPath)], _world.Ledger.Uploads);
        Assert.Equal([1, 2], again.Outcomes().Select(outcome => outcome.Number));
        Assert.Equal(2, again.LastOutcome);
        Assert.Single(_world.Recorded(0));
        Assert.Throws<OutboxException>(() => again.Retry(put[0].Identity));
    }

    private Func<SignedStatement, Refusal?> Once(Func<SignedStatement, Refusal> refuse, Hash256 identity) =>
        signed => Hash256.From(StatementFactory.IdentityOf(signed).Span) == identity ? refuse(signed) : _world.Log.Judge(signed);

    private static IEnumerable<long> TimesOf(List<OutboxItem> facts, int parcel) =>
        facts.Select(fact => Statement.Parser.ParseFrom(fact.Statement.Statement)).Where(statement => statement.Subject == OutboxWorld.Parcel(parcel).Value).Select(statement => statement.Time);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
