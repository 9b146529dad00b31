using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>
/// The log and its witnesses killed at random points, 8 rounds here, 25 in <c>./test --all</c>, and 26 of a witness under forks in Trace.Witness.Tests, while entries are
/// recorded and checkpoints published: nothing is published without its quorum, nothing that differs from what was published or cosigned before,
/// and never less than before. TRACE_FAULTS_SEED repeats a run.
/// </summary>
public class WitnessedKillTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int ServiceEvery = 4;

    private static readonly int s_rounds = Thorough.Of(all: 25, some: 8);

    private readonly ConcurrentQueue<SignedNote> _seen = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kills_of_log_or_witness_publish_nothing_without_quorum_and_fork_nothing()
    {
        var seed = Environment.GetEnvironmentVariable("TRACE_FAULTS_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount;
        output.WriteLine($"TRACE_FAULTS_SEED={seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var witnesses = new List<WitnessProcess>();
        foreach (var name in new[] { "w1", "w2", "w3" })
        {
            witnesses.Add(await WitnessProcess.CreateAsync(folder.Path, name));
        }

        var policyFile = Path.Combine(folder.Path, "policy");
        await File.WriteAllTextAsync(policyFile, $"{string.Join('\n', witnesses.Select(witness => witness.Line))}\ngroup enough 2 w1 w2 w3\nquorum enough\n", Cancellation);
        var database = await postgres.CreateDatabaseAsync();
        await using var service = new ServiceProcess(("TRACE_POLICY", policyFile), ("TRACE_POSTGRES", database));
        await service.StartAsync();
        var policy = TrustPolicy.Parse(await File.ReadAllBytesAsync(policyFile, Cancellation)).For(service.Ledger, new PolicyLog(service.Key, null));
        await Task.WhenAll(witnesses.Select(witness => witness.StartAsync(service.Key)));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = Task.Run(() => RecordAsync(service, stop.Token), Cancellation);
        var watch = Task.Run(() => WatchAsync(service, stop.Token), Cancellation);
        for (var round = 1; round <= s_rounds; round++)
        {
            await Task.Delay(random.Next(20, 250), Cancellation);
            if (round % ServiceEvery == 0)
            {
                await service.KillAsync();
                await service.StartAsync();
            }
            else
            {
                var victim = witnesses[random.Next(witnesses.Count)];
                await victim.KillAsync();
                await victim.StartAsync();
            }
        }

        await stop.CancelAsync();
        var recorded = await load;
        await watch;
        await LastAsync(service);
        await CheckAsync(service, policy, witnesses, database, recorded);
        foreach (var witness in witnesses)
        {
            await witness.DisposeAsync();
        }
    }

    // Whoever sends rides over the deaths of the service, and is promised what the log then holds.
    private static async Task<List<RecordedStatement>> RecordAsync(ServiceProcess service, CancellationToken stop)
    {
        var recorded = new List<RecordedStatement>();
        await using var client = service.Connect(new RetryPolicy { MaxAttempts = 500, First = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(200) });
        var registrar = service.Registrar();
        while (!stop.IsCancellationRequested)
        {
            var twelve = $"952{Random.Shared.Next(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture)}";
            var party = SubjectKey.Parse($"party/gln/{twelve}{Gs1CheckDigit.Compute(twelve)}");
            try
            {
                recorded.Add(await client.RecordAsync(registrar.Make(party, new Registration { Name = new Text { En = "One" }, Roles = { Role.Courier } }), CancellationToken.None));
            }
            catch (RefusedException refused) when (refused.Reason == Reason.AlreadyRegistered)
            {
            }

            await Task.Delay(5, CancellationToken.None);
        }

        return recorded;
    }

    private async Task WatchAsync(ServiceProcess service, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = service.Http, Timeout = TimeSpan.FromSeconds(5) };
        while (!stop.IsCancellationRequested)
        {
            await LookAsync(http);
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private async Task<SignedNote?> LookAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/checkpoint", CancellationToken.None);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            var note = SignedNote.Parse(await answer.Content.ReadAsByteArrayAsync(CancellationToken.None));
            _seen.Enqueue(note);
            return note;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    // With everybody up again, all that is signed gets published.
    private async Task LastAsync(ServiceProcess service)
    {
        using var ledger = new RawLedger(new Uri(service.Address));
        using var http = new HttpClient { BaseAddress = service.Http };
        var signed = Checkpoint.Parse(SignedNote.Parse((await ledger.Checkpoint(At.Signed)).Note.Span).Text).Size;
        for (var started = DateTime.UtcNow; await LookAsync(http) is not { } note || Checkpoint.Parse(note.Text).Size < signed; await Task.Delay(50, Cancellation))
        {
            Assert.True(DateTime.UtcNow - started < TimeSpan.FromMinutes(1), $"what is signed is not published:\n{service}");
        }
    }

    private async Task CheckAsync(ServiceProcess service, TrustPolicy policy, List<WitnessProcess> witnesses, string database, List<RecordedStatement> recorded)
    {
        var log = await CheckLog.PassesAsync(database, service.Key, service.Ledger);
        Assert.All(recorded, promise => Assert.Equal(promise.Entry.LeafHash, log.Places[(int)promise.Entry.Index].LeafHash));
        var tree = new MerkleTree();
        var roots = new List<Hash256> { tree.Root };
        foreach (var place in log.Places)
        {
            tree.Append(place.LeafHash);
            roots.Add(tree.Root);
        }

        var before = 0L;
        foreach (var note in _seen)
        {
            Assert.True(policy.TryVerify(note, out var verified, out var refusal), $"published without its quorum: {refusal?.Problem}\n{note}");
            var checkpoint = verified.Checkpoint;
            Assert.Equal((checkpoint.Size, roots[(int)checkpoint.Size]), (checkpoint.Size, checkpoint.Root));
            Assert.True(checkpoint.Size >= before, $"published {before}, and then {checkpoint.Size}");
            before = checkpoint.Size;
        }

        using var http = new HttpClient { BaseAddress = service.Http };
        foreach (var size in (await http.GetStringAsync("/checkpoints/index", Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(policy.TryVerify(await http.GetByteArrayAsync($"/checkpoints/{size}", Cancellation), out var kept, out var refusal), refusal?.Problem);
            Assert.Equal(roots[(int)kept.Checkpoint.Size], kept.Checkpoint.Root);
        }

        using var anywhere = new HttpClient();
        foreach (var witness in witnesses)
        {
            var origin = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(service.Key.Name)));
            var cosigned = Checkpoint.Parse(SignedNote.Parse(await anywhere.GetByteArrayAsync(new Uri(witness.Address, $"{origin}/checkpoint"), Cancellation)).Text);
            Assert.Equal((witness.Name, roots[(int)cosigned.Size]), (witness.Name, cosigned.Root));
        }

        var sizes = _seen.Select(note => Checkpoint.Parse(note.Text).Size).Distinct().Count();
        output.WriteLine($"{recorded.Count} recorded, {_seen.Count} looks, {sizes} sizes published");
        Assert.True(sizes > s_rounds, $"only {sizes} checkpoints were published: the witnesses were hardly asked");
    }
}
