using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>What is published with witnesses that are good, dead, slow or lying: never without the quorum, and never later for those it does without.</summary>
public class PublishingTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly PublishingPace Fast = new()
    {
        Round = TimeSpan.FromMilliseconds(20),
        Idle = TimeSpan.FromMilliseconds(200),
        Missing = TimeSpan.FromMilliseconds(50),
        Keep = TimeSpan.FromMilliseconds(300),
        Answer = TimeSpan.FromSeconds(1),
        Alarm = TimeSpan.FromMilliseconds(300),
    };

    private readonly PostgresFixture _postgres = postgres;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_recorded_is_published_with_the_cosignatures_of_all_who_are_there()
    {
        await using var three = await Witnesses.StartAsync(3, 2);
        await using var service = await StartAsync(three);
        await using var client = service.Connect();
        var recorded = await client.RecordAsync(Registration(service), Cancellation);

        var published = await PublishedAsync(service, three, note => SizeOf(note) > (long)recorded.Entry.Index && note.Signatures.Count == 4);

        Assert.Empty(recorded.Checkpoint.Cosignatures);
        Assert.Equal(3, (await client.GetCheckpointAsync(Cancellation)).Cosignatures.Count);
        Assert.Equal(3, (await client.ReadHistoryAsync("log/genesis", cancellation: Cancellation)).Checkpoint.Cosignatures.Count);
        Assert.Equal(SizeOf(published), service.Services.GetRequiredService<Checkpoints>().Signed!.Head.Size);
    }

    // What each of the other two is: the one that is left makes the quorum of two with it.
    [Theory]
    [InlineData("dead")]
    [InlineData("silent")]
    [InlineData("forbids")]
    [InlineData("lies")]
    [InlineData("signs for another")]
    [InlineData("signs tomorrow")]
    [InlineData("talks nonsense")]
    [InlineData("never stops talking")]
    [InlineData("forgets")]
    public async Task One_of_three_who_fails_keeps_nothing_from_being_published(string how)
    {
        await using var three = await Witnesses.StartAsync(3, 2);
        await SpoilAsync(three[0], how);
        await using var service = await StartAsync(three);
        await using var client = service.Connect();
        for (var i = 0; i < 3; i++)
        {
            var recorded = await client.RecordAsync(Registration(service), Cancellation);
            var note = await PublishedAsync(service, three, note => SizeOf(note) > (long)recorded.Entry.Index);
            Assert.DoesNotContain(note.Signatures, signature => signature.Name == three[0].Key.Name);
        }

        Assert.Equal("Healthy", await HealthAsync(service));
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("silent")]
    [InlineData("forbids")]
    [InlineData("lies")]
    public async Task Two_of_three_who_fail_leave_what_was_published_and_it_goes_on_once_one_is_back(string how)
    {
        await using var three = await Witnesses.StartAsync(3, 2);
        await using var service = await StartAsync(three);
        await using var client = service.Connect();
        var first = await client.RecordAsync(Registration(service), Cancellation);
        var before = SizeOf(await PublishedAsync(service, three, note => SizeOf(note) > (long)first.Entry.Index));
        await SpoilAsync(three[0], how);
        await SpoilAsync(three[1], how);

        var second = await client.RecordAsync(Registration(service), Cancellation);
        await EventuallyAsync(async () => await HealthAsync(service) == "Degraded");

        Assert.Contains("w1", service.Services.GetRequiredService<LogStanding>().UnpublishedBecause, StringComparison.Ordinal);
        Assert.Equal(before, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
        Assert.Equal(before, SizeOf(await ReadAsync(service)));
        // Recorded and signed all the same, and readers who ask for it are answered.
        Assert.True((ulong)service.Services.GetRequiredService<Checkpoints>().Signed!.Head.Size > second.Entry.Index);

        await MendAsync(three[0]);
        await PublishedAsync(service, three, note => SizeOf(note) > (long)second.Entry.Index);
        await EventuallyAsync(async () => await HealthAsync(service) == "Healthy");
    }

    [Fact]
    public async Task An_idle_log_is_published_again_with_newer_cosignatures()
    {
        await using var two = await Witnesses.StartAsync(2, 2);
        await using var service = await StartAsync(two);
        var first = await PublishedAsync(service, two, note => SizeOf(note) == 4);
        var again = await PublishedAsync(service, two, note => TimeOf(note, two) > TimeOf(first, two) && SizeOf(note) >= SizeOf(first));

        Assert.Equal(SizeOf(first), SizeOf(again));
    }

    [Fact]
    public async Task A_late_cosignature_is_added_to_what_is_published()
    {
        await using var three = await Witnesses.StartAsync(3, 2);
        var open = new TaskCompletionSource();
        three[2].Instead = async _ =>
        {
            await open.Task;
            return false;
        };
        await using var service = await StartAsync(three, pace: Fast with { Idle = TimeSpan.FromHours(1), Answer = TimeSpan.FromMinutes(1) });
        var early = await PublishedAsync(service, three, note => SizeOf(note) == 4);
        Assert.Equal(3, early.Signatures.Count);

        open.SetResult();
        Assert.Equal(4, (await PublishedAsync(service, three, note => note.Signatures.Count == 4)).Signatures.Count);
    }

    [Fact]
    public async Task What_was_published_is_served_after_a_restart_until_a_newer_one_has_its_quorum()
    {
        using var folder = new TemporaryFolder();
        await using var two = await Witnesses.StartAsync(2, 2);
        string database;
        long published;
        await using (var service = await StartAsync(two, folder: folder))
        {
            database = service.ConnectionString;
            published = SizeOf(await PublishedAsync(service, two, note => SizeOf(note) == 4));
            await two[0].DieAsync();
            await using var client = service.Connect();
            await client.RecordAsync(Registration(service), Cancellation);
        }

        await using var restarted = await StartAsync(two, database, folder);
        Assert.Equal(published, SizeOf(await ReadAsync(restarted)));
        await using var reader = restarted.Connect();
        Assert.Equal(2, (await reader.ReadHistoryAsync("log/genesis", cancellation: Cancellation)).Checkpoint.Cosignatures.Count);
        Assert.Equal(published + 1, restarted.Services.GetRequiredService<Checkpoints>().Signed!.Head.Size);

        await two[0].ListenAsync();
        await PublishedAsync(restarted, two, note => SizeOf(note) == published + 1);
    }

    [Fact]
    public async Task What_was_published_without_the_quorum_of_today_is_not_served()
    {
        using var folder = new TemporaryFolder();
        await using var two = await Witnesses.StartAsync(2, 1);
        string database;
        await using (var service = await StartAsync(two, folder: folder))
        {
            database = service.ConnectionString;
            await two[0].DieAsync();
            await PublishedAsync(service, two, note => SizeOf(note) == 4);
        }

        // A witness that never answered.
        await using var dead = await Witnesses.StartAsync(1, 1);
        await dead[0].DieAsync();
        await using var restarted = await StartAsync(dead, database, folder);
        using var http = new HttpClient { BaseAddress = restarted.Http };
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/checkpoint", Cancellation)).StatusCode);
        await using var client = restarted.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => client.GetCheckpointAsync(Cancellation));
        Assert.Contains("too few witnesses", refused.Status.Detail, StringComparison.Ordinal);
        // And nothing keeps a statement from being recorded.
        await client.RecordAsync(Registration(restarted), Cancellation);
    }

    [Fact]
    public async Task A_witness_that_knows_more_than_the_database_makes_a_restored_backup_read_only_before_it_takes_a_statement()
    {
        using var folder = new TemporaryFolder();
        await using var one = await Witnesses.StartAsync(1, 1);
        var backup = await _postgres.CreateDatabaseAsync();
        string database;
        await using (var service = await StartAsync(one, folder: folder))
        {
            database = service.ConnectionString;
            await PublishedAsync(service, one, note => SizeOf(note) == 4);
        }

        await _postgres.CopyDatabaseAsync(database, backup);
        await using (var service = await StartAsync(one, database, folder))
        {
            await using var client = service.Connect();
            var recorded = await client.RecordAsync(Registration(service), Cancellation);
            await PublishedAsync(service, one, note => SizeOf(note) > (long)recorded.Entry.Index);
        }

        // The anchor was lost with the disk, and an operator confirms a new one: the witness alone remembers.
        Directory.Delete(Path.Combine(folder.Path, "anchor"), recursive: true);
        await using var restored = await StartAsync(one, backup, folder, settings => settings with { AnchorConfirmed = true });

        Assert.Contains("witness w1 has cosigned 5 entries", restored.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        await using var sender = restored.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        Assert.Equal(Reason.ReadOnly, (await Assert.ThrowsAsync<RefusedException>(() => sender.RecordAsync(Registration(restored), Cancellation))).Reason);
        Assert.Equal(4, SizeOf(await ReadAsync(restored)));
    }

    [Fact]
    public async Task A_witness_of_another_history_is_heard_when_it_comes_back()
    {
        await using var two = await Witnesses.StartAsync(2, 1);
        await two[1].DieAsync();
        await using var service = await StartAsync(two);
        await PublishedAsync(service, two, note => SizeOf(note) == 4);

        two[1].Seen = (3, Hash256.From(new byte[32]));
        await two[1].ListenAsync();

        await EventuallyAsync(() => Task.FromResult(service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause?.Contains("witness w2", StringComparison.Ordinal) == true));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthStatusAsync(service));
    }

    [Fact]
    public async Task One_checkpoint_a_while_is_kept_for_ever_and_served_as_it_was_published()
    {
        await using var two = await Witnesses.StartAsync(2, 2);
        await using var service = await StartAsync(two);
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        var prefix = service.Services.GetRequiredService<LogOptions>().Prefix;
        for (var i = 0; i < 4; i++)
        {
            await client.RecordAsync(Registration(service), Cancellation);
            await Task.Delay(Fast.Keep, Cancellation);
        }

        var newest = service.Services.GetRequiredService<Checkpoints>().Signed!.Head.Size;
        await EventuallyAsync(async () => (await http.GetStringAsync("/checkpoints/", Cancellation)).EndsWith($"{newest}\n", StringComparison.Ordinal));
        var sizes = (await http.GetStringAsync("/checkpoints/index", Cancellation)).TrimEnd('\n').Split('\n').Select(long.Parse).ToList();
        Assert.InRange(sizes.Count, 2, 8);
        Assert.Equal(sizes.Order().Distinct(), sizes);
        var policy = service.Services.GetRequiredService<LogOptions>().Policy;
        foreach (var size in sizes)
        {
            using var kept = await http.GetAsync($"/{prefix}/checkpoints/{size}", Cancellation);
            Assert.Equal("text/plain; charset=utf-8", kept.Content.Headers.ContentType!.ToString());
            Assert.Contains("immutable", kept.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            var note = await kept.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.True(policy.TryVerify(note, out var verified, out _));
            Assert.Equal((size, 2), (verified.Checkpoint.Size, verified.Cosignatures.Count));
            Assert.Equal(verified.Checkpoint.Root, two[0].Cosigned[size]);

            using var again = new HttpRequestMessage(HttpMethod.Get, $"/checkpoints/{size}") { Headers = { IfNoneMatch = { kept.Headers.ETag! } } };
            Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again, Cancellation)).StatusCode);
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/checkpoints/{size}"), Cancellation);
            Assert.Equal(note.Length, head.Content.Headers.ContentLength);
        }

        Assert.Equal($"{sizes[^1]}\n", await http.GetStringAsync($"/{prefix}/checkpoints/?from={sizes[^2] + 1}", Cancellation));
        foreach (var nowhere in new[] { "0", "999999", $"0{sizes[0]}", $"{sizes[0]}/", "-1", "+4", $"{sizes[0]}%20", "x", "9223372036854775808", "INDEX" })
        {
            Assert.Equal((nowhere, HttpStatusCode.NotFound), (nowhere, (await http.GetAsync($"/checkpoints/{nowhere}", Cancellation)).StatusCode));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/checkpoints/?from=x", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Without_witnesses_what_is_signed_is_published_at_once_and_kept_as_the_log_signed_it()
    {
        await using var service = await StartAsync(replace: services => services.AddSingleton(Fast));
        var checkpoints = service.Services.GetRequiredService<Checkpoints>();
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        await client.RecordAsync(Registration(service), Cancellation);

        Assert.Same(checkpoints.Signed, checkpoints.Published);
        await EventuallyAsync(async () => (await http.GetStringAsync("/checkpoints/", Cancellation)).EndsWith("5\n", StringComparison.Ordinal));
        Assert.Equal(await http.GetByteArrayAsync("/checkpoint", Cancellation), await http.GetByteArrayAsync("/checkpoints/5", Cancellation));
    }

    [Fact]
    public async Task A_policy_that_names_another_log_or_ledger_or_the_log_as_its_own_witness_keeps_the_service_from_starting()
    {
        await using var one = await Witnesses.StartAsync(1, 1);
        using var key = new Ed25519Signer(new byte[32]);
        var other = new LogSigner("other.example/log", key).VerifierKey;
        foreach (var (policy, problem) in new[] { (one.Policy.For(null, new PolicyLog(other, null)), "do not name this log"), (one.Policy.For("other"), "it is of the ledger \"other\"") })
        {
            var refused = await Assert.ThrowsAsync<StartRefusedException>(async () => await RunningService.StartAsync(await _postgres.CreateDatabaseAsync(), settings => settings with { Policy = policy }));
            Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
            Assert.Equal(StartRefusedException.BadSetting, refused.ExitCode);
        }

        using var folder = new TemporaryFolder();
        await using (await StartAsync(one, folder: folder))
        {
        }

        using var log = KeyFile.Load(Path.Combine(folder.Path, "keys", "log.key"));
        var self = TrustPolicy.Parse(Encoding.UTF8.GetBytes($"witness self {VerifierKey.Create("self.example", NoteSignatureType.CosignatureV1, log.PublicKey.Key.Span)} http://localhost:1/\nquorum self\n"));
        var own = await Assert.ThrowsAsync<StartRefusedException>(async () => await RunningService.StartAsync(await _postgres.CreateDatabaseAsync(), settings => settings with { Data = folder.Path, Policy = self }));
        Assert.Contains("nobody witnesses for himself", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_recorded_is_final_once_the_witnesses_it_demands_have_cosigned()
    {
        await using var two = await Witnesses.StartAsync(2, 2);
        await using var service = await StartAsync(two);
        await PublishedAsync(service, two, note => SizeOf(note) == 4);
        await two[1].DieAsync();
        await using var client = service.Connect(new LedgerClientOptions { FinalEvery = TimeSpan.FromMilliseconds(20) });
        var recorded = await client.RecordAsync(Registration(service), Cancellation);
        var final = client.WaitForFinalAsync(recorded, Cancellation);

        // What is published is older than the promise, and says nothing about it.
        Assert.Equal(4, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
        Assert.False(final.IsCompleted);
        Assert.Single(client.Awaiting);

        await two[1].ListenAsync();
        Assert.Equal((5, 2), (await final is var by ? (by.Checkpoint.Size, by.Cosignatures.Count) : default));
        Assert.Empty(client.Awaiting);
    }

    [Fact]
    public async Task A_witness_with_two_keys_at_one_address_is_asked_once_for_both()
    {
        await using var one = await Witnesses.StartAsync(1, 1);
        using var second = new Ed25519Signer(new byte[32]);
        var signer = new CosignatureSigner("witness.test/second", second);
        SignedNote? asked = null;
        one[0].Instead = async context =>
        {
            context.Request.EnableBuffering();
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            var body = await reader.ReadToEndAsync(Cancellation);
            asked = SignedNote.Parse(Encoding.UTF8.GetBytes(body[(body.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
            context.Request.Body.Position = 0;
            return false;
        };
        one[0].Bend = lines => lines + signer.Cosign(asked!, DateTimeOffset.UtcNow.ToUnixTimeSeconds()) + "\n";
        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes($"{one[0].Line}\nwitness second {signer.VerifierKey} {one[0].Line.Split(' ')[^1]}\ngroup both all w1 second\nquorum both\n"));
        await using var service = await StartAsync(change: settings => settings with { Policy = policy }, replace: services => services.AddSingleton(Fast));

        var checkpoints = service.Services.GetRequiredService<Checkpoints>();
        await EventuallyAsync(() => Task.FromResult(checkpoints.Published?.Head.Size == 4));
        Assert.Equal(3, SignedNote.Parse(checkpoints.Published!.Note).Signatures.Count);
    }

    [Fact]
    public async Task The_trust_policy_that_clients_begin_with_names_the_witnesses_and_their_quorum_and_no_address()
    {
        await using var three = await Witnesses.StartAsync(3, 2);
        await using var service = await StartAsync(three);
        using var http = new HttpClient { BaseAddress = service.Http };

        var text = await http.GetStringAsync("/log/trust", Cancellation);

        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(service.Services.GetRequiredService<LogOptions>().Signer.VerifierKey, Assert.Single(policy.Logs).Key);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => three[i].Key), policy.Witnesses.Select(witness => witness.Key));
        Assert.Equal(2, Assert.IsType<Quorum.Group>(policy.Quorum).Threshold);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_waits_for_no_witness()
    {
        await using var two = await Witnesses.StartAsync(2, 2);
        foreach (var i in new[] { 0, 1 })
        {
            await SpoilAsync(two[i], "silent");
        }

        await using var service = await StartAsync(two);
        await using var client = service.Connect();
        for (var i = 0; i < 50; i++)
        {
            await client.RecordAsync(Registration(service), Cancellation);
        }

        // Each was answered although nothing was published all the while.
        Assert.Null(service.Services.GetRequiredService<Checkpoints>().Published);
        Assert.Equal(54, service.Services.GetRequiredService<Checkpoints>().Signed!.Head.Size);
    }

    private Task<RunningService> StartAsync(
        Witnesses witnesses, string? database = null, TemporaryFolder? folder = null, Func<TraceSettings, TraceSettings>? change = null, PublishingPace? pace = null) =>
        StartAsync(
            database,
            settings =>
            {
                var kept = folder is null ? settings : settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") };
                return (change?.Invoke(kept) ?? kept) with { Policy = witnesses.Policy };
            },
            services => services.AddSingleton(pace ?? Fast));

    private static async Task SpoilAsync(FakeWitness witness, string how)
    {
        switch (how)
        {
            case "dead":
                await witness.DieAsync();
                break;
            case "silent":
                witness.Instead = async context =>
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return true;
                };
                break;
            case "forbids":
                witness.Instead = Says(403, "");
                break;
            case "talks nonsense":
                witness.Instead = Says(200, "<html>welcome</html>");
                break;
            case "never stops talking":
                witness.Instead = async context =>
                {
                    for (var line = new byte[64 * 1024]; !context.RequestAborted.IsCancellationRequested;)
                    {
                        await context.Response.Body.WriteAsync(line);
                    }

                    return true;
                };
                break;
            case "lies":
                // The time that it says, behind the key's id, is another than it signed.
                witness.Bend = lines => Changed(lines, blob => blob[11] ^= 1);
                break;
            case "signs tomorrow":
                witness.Off = TimeSpan.FromDays(1);
                break;
            case "signs for another":
                witness.Bend = lines => lines.Replace($" {witness.Key.Name} ", " someone.else ", StringComparison.Ordinal);
                break;
            case "forgets":
                witness.Instead = context => Says(409, $"{witness.Asked % 2}\n")(context);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
    }

    private static async Task MendAsync(FakeWitness witness)
    {
        witness.Instead = null;
        witness.Bend = lines => lines;
        await witness.DieAsync();
        await witness.ListenAsync();
    }

    private static Func<HttpContext, Task<bool>> Says(int status, string body) => async context =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
        return true;
    };

    private static string Changed(string line, Action<byte[]> change)
    {
        var parts = line.TrimEnd('\n').Split(' ');
        var blob = Convert.FromBase64String(parts[2]);
        change(blob);
        return $"{parts[0]} {parts[1]} {Convert.ToBase64String(blob)}\n";
    }

    // Each checkpoint that anybody sees on the way meets the quorum.
    private static async Task<SignedNote> PublishedAsync(RunningService service, Witnesses witnesses, Func<SignedNote, bool> isIt)
    {
        SignedNote? note = null;
        await EventuallyAsync(async () =>
        {
            using var http = new HttpClient { BaseAddress = service.Http };
            using var answer = await http.GetAsync("/checkpoint", Cancellation);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            note = SignedNote.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation));
            var policy = witnesses.Policy.For(null, new PolicyLog(service.Services.GetRequiredService<LogOptions>().Signer.VerifierKey, null));
            Assert.True(policy.TryVerify(note, out _, out var refusal), $"published without quorum: {refusal?.Problem}");
            return isIt(note);
        });
        return note!;
    }

    private static async Task<SignedNote> ReadAsync(RunningService service)
    {
        using var http = new HttpClient { BaseAddress = service.Http };
        return SignedNote.Parse(await http.GetByteArrayAsync("/checkpoint", Cancellation));
    }

    private static async Task<string> HealthAsync(RunningService service)
    {
        using var http = new HttpClient { BaseAddress = service.Http };
        return await http.GetStringAsync("/healthz/ready", Cancellation);
    }

    private static async Task<HttpStatusCode> HealthStatusAsync(RunningService service)
    {
        using var http = new HttpClient { BaseAddress = service.Http };
        return (await http.GetAsync("/healthz/ready", Cancellation)).StatusCode;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        // A bound on a hang, not on how long it may take.
        for (var started = DateTime.UtcNow; !await holds(); await Task.Delay(10, Cancellation))
        {
            Assert.True(DateTime.UtcNow - started < TimeSpan.FromMinutes(1), "it did not come true within a minute");
        }
    }

    private static long SizeOf(SignedNote note) => Checkpoint.Parse(note.Text).Size;

    private static long TimeOf(SignedNote note, Witnesses witnesses) =>
        NoteVerifier.TryOpen(note, [witnesses[0].Key], out var opened, out _) ? opened.Verified[0].Time!.Value : 0;

    private static SignedStatement Registration(RunningService service)
    {
        var twelve = $"952{Random.Shared.Next(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture)}";
        return service.Registrar().Make(SubjectKey.Parse($"party/gln/{twelve}{Gs1CheckDigit.Compute(twelve)}"), new Registration { Name = new Text { En = "One" }, Roles = { Role.Courier } });
    }

    /// <summary>Witnesses w1, w2, … of which so many make the quorum.</summary>
    private sealed class Witnesses(IReadOnlyList<FakeWitness> all, int quorum) : IAsyncDisposable
    {
        public FakeWitness this[int i] => all[i];

        public TrustPolicy Policy => TrustPolicy.Parse(Encoding.UTF8.GetBytes(
            string.Concat(all.Select(witness => witness.Line + "\n")) + $"group enough {quorum} {string.Join(' ', all.Select(witness => witness.Name))}\nquorum enough\n"));

        public static async Task<Witnesses> StartAsync(int count, int quorum)
        {
            var all = new List<FakeWitness>();
            for (var i = 1; i <= count; i++)
            {
                all.Add(await FakeWitness.StartAsync($"w{i}"));
            }

            return new Witnesses(all, quorum);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var witness in all)
            {
                await witness.DisposeAsync();
            }
        }
    }
}
