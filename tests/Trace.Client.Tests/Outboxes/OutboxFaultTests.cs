using Grpc.Core;
using Trace.Client.Outboxes;
using Trace.V1;

namespace Trace.Client.Tests.Outboxes;

/// <summary>
/// Whatever goes wrong, wherever: each fact is recorded exactly once, and in order per parcel, and what is sealed of it is uploaded. A round is a seed; a process that dies leaves what
/// its files held at that step, and the next one begins from there.
/// </summary>
public class OutboxFaultTests
{
    private const int Rounds = 240;

    // Each step is died at in many rounds, at its first, second, third … time.
    private static readonly OutboxStep[] Steps = [OutboxStep.PutBegun, OutboxStep.PutWritten, OutboxStep.PutCommitted, OutboxStep.Taken, OutboxStep.Answered, OutboxStep.Disclosed, OutboxStep.MarkWritten, OutboxStep.MarkCommitted];

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public async Task Each_fact_is_recorded_once_and_in_order_whatever_fails(int part)
    {
        var deaths = new int[Steps.Length];
        for (var seed = part * Rounds / 4; seed < (part + 1) * Rounds / 4; seed++)
        {
            await RoundAsync(seed, deaths);
        }

        // The faults did happen: a test whose faults miss would pass too.
        Assert.All(deaths, count => Assert.True(count > 0, string.Join(", ", deaths)));
    }

    private static async Task RoundAsync(int seed, int[] deaths)
    {
        await using var world = new OutboxWorld();
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var device = new Device(world, folder, random, deaths);
        var facts = Enumerable.Range(0, random.Next(4, 16)).Select(number => (Parcel: random.Next(4), Number: number)).ToList();
        for (var next = 0; next < facts.Count;)
        {
            var some = facts.Skip(next).Take(random.Next(1, 6)).ToList();
            Break(world, random);
            if (device.Put(some))
            {
                next += some.Count;
            }

            await device.SendAsync();
        }

        // Then the world is well again.
        world.Ledger.BreakStreamAfter.Clear();
        world.Ledger.Faults.Clear();
        world.Ledger.Refuse = world.Log.Judge;
        world.Ledger.Unwell = _ => null;
        await device.FinishAsync();

        foreach (var parcel in facts.GroupBy(fact => fact.Parcel))
        {
            Assert.Equal(parcel.Select(fact => device.TimeOf(fact.Number)), world.Recorded(parcel.Key));
        }

        // Nothing waits any more: what is sealed in the log was uploaded, and of nothing else was anything.
        var hidden = world.Log.Entries.Select(entry => entry.Statement).Where(statement => statement.Message.Sealed is not null).Select(statement => statement.Identity).ToHashSet();
        Assert.Equal(facts.Count(IsSealed), hidden.Count);
        Assert.Equal(hidden, world.Ledger.Uploads.Select(upload => upload.Identity).ToHashSet());
    }

    // Some of a parcel's facts, by no pattern of the parcels.
    private static bool IsSealed((int Parcel, int Number) fact) => fact.Number % 3 == 0;

    private static Exception? Unwell(Random random) => random.Next(3) switch
    {
        0 => new RpcException(new Status(StatusCode.Unavailable, "away")),
        1 => new RefusedException(Refusal.Later(random.Next(2) == 0 ? Reason.RateLimited : Reason.UnknownReference, "", "later", TimeSpan.FromMilliseconds(1))),
        _ => null,
    };

    private static void Break(OutboxWorld world, Random random)
    {
        if (random.Next(2) == 0)
        {
            world.Ledger.BreakStreamAfter.Enqueue(random.Next(4));
        }

        if (random.Next(4) == 0)
        {
            world.Ledger.Faults.Enqueue(new RpcException(new Status(StatusCode.Unavailable, "away")));
        }

        var odds = random.Next(3) == 0 ? 4 : 0;
        var refusals = new Random(random.Next());
        world.Ledger.Refuse = signed => odds > 0 && refusals.Next(odds) == 0
            ? Refusal.Later(refusals.Next(2) == 0 ? Reason.BacklogFull : Reason.UnknownReference, "", "later", TimeSpan.FromMilliseconds(1))
            : world.Log.Judge(signed);
        var uploads = new Random(random.Next());
        world.Ledger.Unwell = random.Next(3) == 0 ? _ => Unwell(uploads) : _ => null;
    }

    /// <summary>A process with an outbox, which dies and begins again.</summary>
    private sealed class Device
    {
        private readonly OutboxWorld _world;
        private readonly TemporaryFolder _folder;
        private readonly Random _random;
        private readonly int[] _deaths;
        private readonly long _epoch;
        private Outbox _outbox;
        private int _life;
        private int _dieAt;
        private int _left;
        private bool _dead;

        public Device(OutboxWorld world, TemporaryFolder folder, Random random, int[] deaths)
        {
            (_world, _folder, _random, _deaths, _epoch) = (world, folder, random, deaths, world.Log.Now);
            _outbox = Begin();
        }

        private string Path => _folder[$"{_life}.db"];

        public long TimeOf(int number) => _epoch - 86_400_000_000 + (number * 1000);

        /// <summary>Whether it was acknowledged; what was not is put again, signed anew.</summary>
        public bool Put(IReadOnlyList<(int Parcel, int Number)> facts)
        {
            try
            {
                _outbox.Put([.. facts.Select(fact => Sign(fact.Parcel, fact.Number))]);
                return !_dead || Again();
            }
            catch (DiedException)
            {
                return Again();
            }
            catch (OutboxException full) when (full.Problem == OutboxProblem.Full)
            {
                // Somebody makes room.
                Die();
                return Again();
            }
        }

        public async Task SendAsync()
        {
            try
            {
                await _outbox.SendAsync(_world.Client, TestContext.Current.CancellationToken);
            }
            catch (Exception problem) when (problem is DiedException or RpcException or VerificationException or OutboxException)
            {
            }

            if (_dead)
            {
                Again();
            }
        }

        public async Task FinishAsync()
        {
            for (var tries = 0; _outbox.Counts().Waiting > 0; tries++)
            {
                Assert.True(tries < 1000, "it never ends");
                await SendAsync();
            }

            Assert.Equal(0, _outbox.Counts().Refused);
            _outbox.Dispose();
        }

        private OutboxItem Sign(int parcel, int number)
        {
            var at = DateTimeOffset.UnixEpoch.AddMicroseconds(TimeOf(number)).ToOffset(TimeSpan.FromHours(8));
            var secret = IsSealed((parcel, number)) ? _world.Say.Seal(new Transit.Types.Confidential { Region = "350100" }) : null;
            return new OutboxItem(_world.Say.Make(OutboxWorld.Parcel(parcel), new Transit { Activity = TransitActivity.Arrived }, at, new Place { Region = "350000" }, secret)) { Once = $"{parcel}/{number}", Contents = secret is null ? [] : [secret] };
        }

        private Outbox Begin()
        {
            (_dead, _dieAt, _left) = (false, _random.Next(Steps.Length + 3), _random.Next(5));
            var pages = _random.Next(6) == 0 ? 18 + _random.Next(6) : (int?)null;
            return _world.Open(Path, OutboxWorld.Options with { Reached = Reached, MostPages = pages, MostAttempts = int.MaxValue });
        }

        // Not acknowledged: false, whatever is on disk by now.
        private bool Again()
        {
            _outbox.Dispose();
            _life++;
            _outbox = Begin();
            return false;
        }

        private void Reached(OutboxStep step)
        {
            if (_dieAt >= Steps.Length || Steps[_dieAt] != step || _dead || _left-- > 0)
            {
                return;
            }

            Interlocked.Increment(ref _deaths[_dieAt]);
            Die();
            throw new DiedException();
        }

        // What a killed process leaves: its files as they are, and nothing of its memory.
        private void Die()
        {
            _dead = true;
            foreach (var ending in (string[])["", "-wal"])
            {
                if (File.Exists(Path + ending))
                {
                    using var from = new FileStream(Path + ending, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using var to = File.Create(_folder[$"{_life + 1}.db{ending}"]);
                    from.CopyTo(to);
                }
            }
        }
    }

    private sealed class DiedException : Exception;
}
