using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Webhooks;
using Trace.Testing;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>What is watched is told, in the log's order, at least once, whatever fails meanwhile.</summary>
public sealed class MonitorTests : IDisposable
{
    private const string Product = "01/06901234567892";
    private const string Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly AuditedLog _audited = new();
    private readonly LogSpeaker _seller;
    private readonly LogSpeaker _other;

    public MonitorTests()
    {
        _seller = _audited.Log.Register(1, Role.Seller);
        _other = _audited.Log.Register(2, Role.Seller);
    }

    [Fact]
    public async Task A_product_s_items_and_what_names_them_are_told_and_others_are_not()
    {
        var mine = Ship(_seller, $"{Product}/21/A1");
        Ship(_seller, "01/09521111100010/21/A1");
        var line = _audited.Log.Append(_audited.Log.Say(_seller, Parcel, new Shipment { Lines = { new Line { Line_ = 1, Subject = $"{Product}/10/L1" } } }));

        var told = await OnceAsync(Watching(subjects: [Product]));

        Assert.Equal([mine.Index, line.Index], told.Select(Index));
        Assert.Contains("lines.subject names", Because(told[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_party_hears_what_it_says_what_is_said_of_it_and_what_names_it()
    {
        var said = Ship(_seller, $"{Product}/21/A1");
        Ship(_other, $"{Product}/21/A2");
        var named = _audited.Log.Append(_audited.Log.Say(_other, $"{Product}/21/A3", new Shipment { Parcel = Parcel, Courier = _seller.Party }));
        var suspended = _audited.Log.Record(_audited.Log.Registrar, _seller.Party, new Suspension { Reason = SuspensionReason.UnsafeGoods });
        var granted = _audited.Log.Grant(_seller, Role.Seller);

        var told = await OnceAsync(Watching(parties: [_seller.Party]), from: (long)said.Index);

        Assert.Equal([said.Index, named.Index, suspended.Index, granted.Index], told.Select(Index));
        Assert.Equal([false, false, true, true], told.Select(notice => notice.Urgent));
    }

    [Fact]
    public async Task Whoever_watches_a_key_hears_of_everything_signed_with_it()
    {
        Ship(_other, $"{Product}/21/A1");
        var mine = Ship(_seller, $"{Product}/21/A2");
        var revoked = _audited.Log.Record(_audited.Log.Registrar, _seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });

        var told = await OnceAsync(Watching(keys: [mine.Statement.Key]), from: (long)mine.Index - 1);

        Assert.Equal([mine.Index, revoked.Index], told.Select(Index));
        Assert.All(told, notice => Assert.True(notice.Urgent));
    }

    [Fact]
    public async Task A_first_run_begins_with_what_comes_and_each_next_one_where_the_last_ended()
    {
        Ship(_seller, $"{Product}/21/A1");
        Assert.Empty(await OnceAsync(Watching(subjects: [Product]), from: null));
        var (second, third) = (Ship(_seller, $"{Product}/21/A2"), Ship(_seller, $"{Product}/21/A3"));
        Assert.Equal([second.Index, third.Index], (await OnceAsync(Watching(subjects: [Product]), from: null)).Select(Index));
        Assert.Empty(await OnceAsync(Watching(subjects: [Product]), from: null));
    }

    [Fact]
    public async Task A_receiver_that_fails_now_and_then_gets_everything_in_order_and_each_webhook_is_signed()
    {
        for (var i = 0; i < 30; i++)
        {
            Ship(_seller, $"{Product}/21/A{i}");
        }

        var (received, asked) = (new ConcurrentQueue<(string Id, bool Signed)>(), 0);
        using var key = KeyFile.Create(_audited["webhook.key"]);
        await using var receiver = await StaticFiles.ServeAsync(_audited.Files.Path, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var (id, time, signature) = (context.Request.Headers["webhook-id"].ToString(), context.Request.Headers["webhook-timestamp"].ToString(), context.Request.Headers["webhook-signature"].ToString());
            byte[] message = [.. System.Text.Encoding.UTF8.GetBytes($"{id}.{time}."), .. body.ToArray()];
            var signed = signature.StartsWith("v1a,", StringComparison.Ordinal)
                && Ed25519Strict.Verify(Convert.FromBase64String(StandardWebhook.PublicKeyText(key.Signer)["whpk_".Length..]), message, Convert.FromBase64String(signature["v1a,".Length..]));
            var fails = Interlocked.Increment(ref asked) % 3;
            if (fails != 1)
            {
                // Failed, and failed though it had arrived.
                received.Enqueue((id, signed));
            }

            context.Response.StatusCode = fails == 0 ? 204 : 500;
            return true;
        });
        using var sink = new WebhookSink(receiver.Address, key, TimeProvider.System);

        await OnceAsync(Watching(subjects: [Product]), sinks: sink);

        Assert.All(received, one => Assert.True(one.Signed));
        Assert.Equal(Enumerable.Range(5, 30).Select(i => $"{_audited.Log.VerifierKey.Name}/{i}"), received.Select(one => one.Id).Distinct());
        Assert.True(received.Count > 30);
    }

    [Fact]
    public async Task Whenever_the_process_dies_everything_is_told_at_least_once_and_in_order()
    {
        for (var i = 0; i < 40; i++)
        {
            Ship(_seller, $"{Product}/21/A{i}");
        }

        var (sink, told) = (new DyingSink(), new List<string>());
        while (true)
        {
            try
            {
                await OnceAsync(Watching(subjects: [Product]), sinks: sink);
                break;
            }
            catch (InvalidOperationException)
            {
                // It died behind a delivery, before or after it was written down; it is started again.
            }
        }

        told.AddRange(sink.Told);
        Assert.Equal(Enumerable.Range(5, 40).Select(i => $"{_audited.Log.VerifierKey.Name}/{i}"), told.Distinct());
        Assert.True(told.Count > 40);
    }

    [Fact]
    public async Task A_command_gets_the_notice_on_its_standard_input_and_is_run_again_when_it_fails()
    {
        var entry = Ship(_seller, $"{Product}/21/A1");
        var (output, failed) = (_audited["told"], _audited["failed"]);
        var sink = new CommandSink($"if [ ! -e '{failed}' ]; then touch '{failed}'; exit 3; fi; cat >> '{output}'; echo >> '{output}'", TimeSpan.FromSeconds(30));

        await OnceAsync(Watching(subjects: [Product]), sinks: sink);

        var lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.Equal(entry.Index, JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("index").GetUInt64());
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_ended()
    {
        var notice = new Notice("id", false, "line", "{}");
        var slow = await Assert.ThrowsAsync<NotDeliveredException>(() =>
            new CommandSink("sleep 600", TimeSpan.FromMilliseconds(200)).DeliverAsync(notice, TestContext.Current.CancellationToken));
        Assert.Contains("longer", slow.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_is_told_and_ends_it_with_both_checkpoints_kept()
    {
        Ship(_seller, $"{Product}/21/A1");
        await OnceAsync(Watching(subjects: [Product]));
        var other = new InMemoryLog();
        other.Wait(TimeSpan.FromSeconds(3));
        var party = other.Register(1, Role.Seller);
        for (var i = 0; i < 10; i++)
        {
            HonestLogTests.Ship(other, party, i);
        }

        new LogFolder(other, _audited.Files.Path).Write();
        var sink = new ListSink();

        var fork = await Assert.ThrowsAsync<ForkException>(() => OnceAsync(Watching(subjects: [Product]), write: false, sinks: sink));

        Assert.True(File.Exists(Path.Combine(fork.Evidence!, "offered")));
        Assert.Equal("fork", JsonDocument.Parse(Assert.Single(sink.Told).Json).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_log_that_shows_nothing_new_for_more_than_an_hour_is_told_as_silent_once()
    {
        using var audited = new AuditedLog(witnessed: true);
        var cosigned = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        audited.Files.Write(audited.Witness, cosigned.ToUnixTimeSeconds());
        var time = new FakeTimeProvider(cosigned.AddMinutes(59));
        var list = new ListSink();
        var run = new MonitorRun(new DirectoryLogFiles(audited.Files.Path), audited.Policy, Watching(subjects: [Product]), [list], new MonitorOptions { StateFolder = audited["monitors"], Time = time });

        await run.OnceAsync(TestContext.Current.CancellationToken);
        Assert.Empty(list.Told);
        time.SetUtcNow(cosigned.AddMinutes(61));
        await run.OnceAsync(TestContext.Current.CancellationToken);
        await run.OnceAsync(TestContext.Current.CancellationToken);

        var silent = Assert.Single(list.Told);
        Assert.True(silent.Urgent);
        Assert.Equal("silent", JsonDocument.Parse(silent.Json).RootElement.GetProperty("type").GetString());

        audited.Files.Write(audited.Witness, cosigned.AddMinutes(61).ToUnixTimeSeconds());
        await run.OnceAsync(TestContext.Current.CancellationToken);
        time.SetUtcNow(cosigned.AddHours(3));
        await run.OnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, list.Told.Count);
    }

    [Fact]
    public async Task Two_monitors_of_one_name_do_not_meet()
    {
        using var held = MonitorState.Open(_audited["monitors"], _audited.Log.VerifierKey.Name, "default");

        var refused = await Assert.ThrowsAsync<IOException>(() => OnceAsync(Watching(subjects: [Product])));

        Assert.Contains("--name", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _audited.Dispose();

    private RecordedEntry Ship(LogSpeaker speaker, string subject) => _audited.Log.Append(_audited.Log.Say(speaker, subject, new Shipment { Parcel = Parcel }));

    private static Watch Watching(string[]? subjects = null, string[]? parties = null, Hash256[]? keys = null) =>
        new([.. (subjects ?? []).Select(SubjectKey.Parse)], [.. (parties ?? []).Select(SubjectKey.Parse)], keys ?? []);

    private async Task<List<Notice>> OnceAsync(Watch watch, long? from = 0, bool write = true, params INoticeSink[] sinks)
    {
        if (write)
        {
            _audited.Files.Write();
        }

        var list = new ListSink();
        var run = new MonitorRun(new DirectoryLogFiles(_audited.Files.Path), _audited.Policy, watch, [list, .. sinks], new MonitorOptions
        {
            StateFolder = _audited["monitors"],
            Evidence = new CheckpointStore(_audited.Evidence),
            From = from,
            Delivery = new RetryPolicy { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(4) },
        });
        await run.OnceAsync(TestContext.Current.CancellationToken);
        return list.Told;
    }

    private static ulong Index(Notice notice) => JsonDocument.Parse(notice.Json).RootElement.GetProperty("index").GetUInt64();

    private static string Because(Notice notice) => string.Join(';', JsonDocument.Parse(notice.Json).RootElement.GetProperty("because").EnumerateArray().Select(one => one.GetString()));

    private sealed class ListSink : INoticeSink
    {
        public List<Notice> Told { get; } = [];

        public string Name => "list";

        public Task DeliverAsync(Notice notice, CancellationToken cancellation)
        {
            Told.Add(notice);
            return Task.CompletedTask;
        }
    }

    private sealed class DyingSink : INoticeSink
    {
        private int _count;

        public List<string> Told { get; } = [];

        public string Name => "dying";

        public Task DeliverAsync(Notice notice, CancellationToken cancellation)
        {
            Told.Add(notice.Id);
            return ++_count % 3 == 0 ? throw new InvalidOperationException("the process dies here") : Task.CompletedTask;
        }
    }
}
