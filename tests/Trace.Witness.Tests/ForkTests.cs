using System.Net;
using Trace.Witness.Keys;

namespace Trace.Witness.Tests;

/// <summary>Never two forks: under races, and when the process is killed at any moment.</summary>
public sealed class ForkTests(ITestOutputHelper output)
{
    private const int Rounds = 13;

    [Fact]
    public async Task Of_fifty_requests_at_once_for_two_forks_one_is_cosigned()
    {
        using var folder = new TemporaryFolder();
        await using var witness = new WitnessProcess(folder);
        var log = new TestLog();
        await witness.StartAsync([log.Key]);
        var start = GrownTree.Empty.Grow(3, "start");
        await witness.AddAsync(0, [], log.Sign(start));
        GrownTree[] forks = [.. Enumerable.Range(0, 50).Select(i => start.Grow(1 + (i / 2), i % 2 == 0 ? "left" : "right"))];

        var replies = await Task.WhenAll(forks.Select(fork => witness.AddAsync(3, fork.ProofFrom(3), log.Sign(fork))));

        var won = Assert.Single(Enumerable.Range(0, forks.Length), i => replies[i].Status == HttpStatusCode.OK);
        Assert.All(replies.Where((_, i) => i != won), reply => Assert.Equal((HttpStatusCode.Conflict, $"{forks[won].Size}\n"), (reply.Status, reply.Body)));
        Assert.Equal(HttpStatusCode.OK, (await witness.AddAsync(forks[won].Size, [], log.Sign(forks[won]))).Status);
    }

    // Two at a time, of 13 rounds each, since most of a round is the start of a process.
    [Fact]
    public Task Killed_again_and_again_under_load_of_forks_it_cosigned_one_chain() => Task.WhenAll(KilledAsync("one", 1), KilledAsync("two", 2));

    private async Task KilledAsync(string name, int number)
    {
        var seed = Environment.GetEnvironmentVariable("TRACE_FAULTS_SEED") is { Length: > 0 } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
        output.WriteLine($"TRACE_FAULTS_SEED={seed}");
        var random = new Random(seed + number);
        using var folder = new TemporaryFolder();
        await using var witness = new WitnessProcess(folder, WitnessAlgorithm.Ed25519);
        var load = new ForkLoad(new TestLog($"log.test/{name}"), witness);
        for (var round = 1; round <= Rounds; round++)
        {
            await witness.StartAsync([load.Log.Key]);
            var before = load.Cosigned.Count;
            var working = load.RunAsync(random.Next());
            await load.AnsweredAsync(random.Next(0, 16), working);
            // A submission takes some milliseconds, and four are under way: the blow falls anywhere in them.
            await Task.Delay(random.Next(0, 12), TestContext.Current.CancellationToken);
            await witness.KillAsync();
            await working.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            output.WriteLine($"{name}, round {round}: {load.Cosigned.Count - before} cosigned, {load.Refused} of forks refused so far");
        }

        await witness.StartAsync([load.Log.Key]);
        await load.CatchUpAsync();
        load.AssertOneChain();
        Assert.True(load.Cosigned.Count > Rounds, "the load was none");
        Assert.True(load.Refused > 0, "no fork was refused, and so none was tried");
    }
}
