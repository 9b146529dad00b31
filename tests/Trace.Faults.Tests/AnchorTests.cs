using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>No backup, no second server and no lost file makes one log sign two histories.</summary>
public class AnchorTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly LedgerClientOptions Once = new() { Retry = RetryPolicy.None };
    private readonly PostgresFixture _postgres = postgres;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_databases_of_one_log_grown_apart_are_told_by_the_anchor_of_one_and_the_other_stays_read_only()
    {
        using var folder = new TemporaryFolder();
        var (one, other) = (await FoundAsync(folder), await _postgres.CreateDatabaseAsync());
        await _postgres.CopyDatabaseAsync(one, other);
        // The other grows with a copy of the anchor, as a second site does that nobody told of the first.
        CopyFolder(Path.Combine(folder.Path, "anchor"), Path.Combine(folder.Path, "anchor2"));
        await RecordOneAsync(one, folder, "anchor", "this history");
        await RecordOneAsync(other, folder, "anchor2", "that history");

        await using var service = await StartAsync(other, Kept(folder, "anchor"));
        Assert.Contains("another history", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        await using var client = service.Connect(Once);
        Assert.Equal(Reason.ReadOnly, (await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Registration(service, "more"), Cancellation))).Reason);
    }

    [Fact]
    public async Task A_restored_backup_is_read_and_never_signed()
    {
        using var folder = new TemporaryFolder();
        var (database, backup) = (await FoundAsync(folder), await _postgres.CreateDatabaseAsync());
        await _postgres.CopyDatabaseAsync(database, backup);
        await RecordOneAsync(database, folder, "anchor", "after the backup");

        await using var service = await StartAsync(backup, Kept(folder, "anchor"));
        Assert.Contains("second history", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        await using var client = service.Connect(Once);
        Assert.NotEmpty((await client.ReadHistoryAsync("log/genesis", cancellation: Cancellation)).Entries);
        Assert.Equal(Reason.ReadOnly, (await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Registration(service, "more"), Cancellation))).Reason);
    }

    [Fact]
    public async Task A_lost_anchor_is_named_and_an_operator_may_confirm_a_new_one()
    {
        using var folder = new TemporaryFolder();
        var database = await FoundAsync(folder);
        Directory.Delete(Path.Combine(folder.Path, "anchor"), recursive: true);
        await using (var service = await StartAsync(database, Kept(folder, "anchor")))
        {
            Assert.Contains("TRACE_ANCHOR_NEW=confirmed", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        }

        await using (var confirmed = await StartAsync(database, settings => Kept(folder, "anchor")(settings) with { AnchorConfirmed = true }))
        {
            Assert.Null(confirmed.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
        }

        await RecordOneAsync(database, folder, "anchor", "goes on");
    }

    [Theory]
    [InlineData("")]
    [InlineData("trace anchor v1\n12\n")]
    [InlineData("trace anchor v1\nmany\nAAAA\n1\n")]
    public async Task A_damaged_anchor_is_named_and_nothing_is_signed(string damaged)
    {
        using var folder = new TemporaryFolder();
        var database = await FoundAsync(folder);
        var file = Directory.GetFiles(Path.Combine(folder.Path, "anchor"), "*.anchor").Single();
        await File.WriteAllTextAsync(file, damaged, Cancellation);

        await using var service = await StartAsync(database, Kept(folder, "anchor"));

        var because = service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause!;
        Assert.Contains(file, because, StringComparison.Ordinal);
        Assert.Contains("is damaged", because, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllTextAsync(file, Cancellation));
    }

    [Fact]
    public async Task An_anchor_damaged_while_the_server_runs_ends_its_writing()
    {
        using var folder = new TemporaryFolder();
        await using var service = await StartAsync(change: Kept(folder, "anchor"));
        await using var client = service.Connect(Once);
        await client.RecordAsync(Registration(service, "before"), Cancellation);
        var size = (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size;
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(folder.Path, "anchor"), "*.anchor").Single(), "rubbish", Cancellation);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Registration(service, "after"), Cancellation));

        Assert.Equal(Reason.ReadOnly, refused.Reason);
        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(size, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
    }

    [Theory]
    [InlineData("anchor")]
    [InlineData("anchor2")]
    public async Task A_second_server_on_the_database_takes_the_lead_and_the_first_writes_nothing_more(string anchor)
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var first = await StartAsync(change: Kept(folder, "anchor"));
        await using var client = first.Connect(Once);
        await client.RecordAsync(Registration(first, "by the first"), Cancellation);
        // With the same keys, in another place; and with the same anchor, or, set up wrongly, with a copy of it.
        CopyFolder(Path.Combine(folder.Path, "keys"), Path.Combine(elsewhere.Path, "keys"));
        CopyFolder(Path.Combine(folder.Path, "anchor"), Path.Combine(folder.Path, "anchor2"));
        await using var second = await StartAsync(first.ConnectionString, settings => settings with { Data = elsewhere.Path, Anchor = Path.Combine(folder.Path, anchor) });
        await using var other = second.Connect(Once);
        await other.RecordAsync(Registration(second, "by the second"), Cancellation);
        var size = await StoredLog.ReadSizeAsync(first.ConnectionString);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Registration(first, "by the first again"), Cancellation));

        Assert.Equal(Reason.ReadOnly, refused.Reason);
        Assert.Contains("another server leads", refused.Message, StringComparison.Ordinal);
        Assert.Equal(size, await StoredLog.ReadSizeAsync(first.ConnectionString));
        using var http = new HttpClient { BaseAddress = first.Http };
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/healthz/ready", Cancellation)).StatusCode);
        // Whoever accepted the first's checkpoints finds them in the second's history.
        var before = client.LastCheckpoint ?? await client.GetCheckpointAsync(Cancellation);
        await using var reader = second.Connect(Once);
        Assert.True((await reader.GetCheckpointAsync(Cancellation)).Checkpoint.Size > before.Checkpoint.Size);
        await other.RecordAsync(Registration(second, "by the second again"), Cancellation);
    }

    [Fact]
    public async Task A_server_that_starts_beside_one_that_writes_takes_the_lead_whenever_it_looks()
    {
        using var folder = new TemporaryFolder();
        var leads = await StartAsync(change: Kept(folder, "anchor"));
        for (var round = 1; round <= 12; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var wrote = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, 4).Select(_ => WriteUntilRefusedAsync(leads, wrote, stop.Token)).ToList();
            await wrote.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            var next = await StartAsync(leads.ConnectionString, Kept(folder, "anchor"));
            Assert.Equal((round, null), (round, next.Services.GetRequiredService<LogStanding>().ReadOnlyBecause));
            await stop.CancelAsync();
            await Task.WhenAll(writers);
            await leads.DisposeAsync();
            leads = next;
        }

        await leads.DisposeAsync();
    }

    // What a batch committed by a server that lost the lead just then: its callers are not answered, and the next server signs it.
    [Fact]
    public async Task A_batch_committed_by_a_server_that_loses_the_lead_before_it_anchors_is_signed_by_the_next()
    {
        using var folder = new TemporaryFolder();
        await using var service = await StartAsync(change: Kept(folder, "anchor"));
        await using var client = service.Connect(Once);
        var anchor = service.Services.GetRequiredService<Anchor>();
        anchor.Advance(anchor.Read()! with { Epoch = anchor.Read()!.Epoch + 1 });
        var statement = Registration(service, "between");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(statement, Cancellation));
        Assert.Equal(Reason.ReadOnly, refused.Reason);

        await using var next = await StartAsync(service.ConnectionString, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") });
        await using var later = next.Connect(Once);
        var recorded = await later.RecordAsync(statement, Cancellation);
        Assert.Equal((ulong)(await StoredLog.ReadSizeAsync(service.ConnectionString)) - 1, recorded.Entry.Index);
    }

    private static async Task WriteUntilRefusedAsync(RunningService service, TaskCompletionSource wrote, CancellationToken stop)
    {
        await using var client = service.Connect(Once);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await client.RecordAsync(Registration(service, "beside"), stop);
                wrote.TrySetResult();
            }
        }
        catch (Exception over) when (over is RefusedException { Reason: Reason.ReadOnly } or RpcException or OperationCanceledException)
        {
        }
    }

    private async Task<string> FoundAsync(TemporaryFolder folder)
    {
        await using var service = await StartAsync(change: Kept(folder, "anchor"));
        return service.ConnectionString;
    }

    private async Task RecordOneAsync(string database, TemporaryFolder folder, string anchor, string name)
    {
        await using var service = await StartAsync(database, Kept(folder, anchor));
        await using var client = service.Connect(Once);
        await client.RecordAsync(Registration(service, name), Cancellation);
    }

    private static Func<TraceSettings, TraceSettings> Kept(TemporaryFolder folder, string anchor) =>
        settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, anchor) };

    // The registrar needs no party beside itself to say something.
    private static SignedStatement Registration(RunningService service, string name)
    {
        var twelve = $"952{Random.Shared.Next(1_000_000_000):D9}";
        return service.Registrar().Make(SubjectKey.Parse($"party/gln/{twelve}{Gs1CheckDigit.Compute(twelve)}"), new Registration { Name = new Text { En = name }, Roles = { Role.Courier } });
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
