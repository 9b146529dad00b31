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

/// <summary>
/// Commit, anchor, sign, answer: what is true when it ends between any two of them. Each fault has its twin: it failed, and it failed although it
/// had been written. The next batch mends it, and so does the next start.
/// </summary>
public class CrashPointTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
    private static readonly LedgerClientOptions Once = new() { Retry = RetryPolicy.None };
    private readonly PostgresFixture _postgres = postgres;
    private readonly List<BreakableWire> _wires = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_commit_that_failed_is_told_as_unavailable_and_the_repeat_is_one_entry(Cut cut)
    {
        var wire = await LayWireAsync();
        await using var service = await StartAsync(wire.ConnectionString);
        await using var client = service.Connect(Once);
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
        var size = await StoredLog.ReadSizeAsync(service.ConnectionString);

        wire.CutAt(cut);
        var told = await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation));

        Assert.True(wire.HasCut);
        Assert.Equal(StatusCode.Unavailable, told.StatusCode);
        Assert.Equal(size + (cut == Cut.AfterCommit ? 1 : 0), await StoredLog.ReadSizeAsync(service.ConnectionString));
        Assert.Equal(size, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
        var again = await client.RecordAsync(listing, Cancellation);
        Assert.Equal((ulong)size, again.Entry.Index);
        Assert.Equal(size + 1, await StoredLog.ReadSizeAsync(service.ConnectionString));
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_start_after_a_commit_that_failed_signs_what_is_there(Cut cut)
    {
        using var folder = new TemporaryFolder();
        var wire = await LayWireAsync();
        SignedStatement listing;
        long size;
        await using (var service = await StartAsync(wire.ConnectionString, Kept(folder)))
        await using (var client = service.Connect(Once))
        {
            listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
            size = (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size;
            wire.CutAt(cut);
            await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation));
        }

        await using var again = await StartAsync(wire.ConnectionString, Kept(folder));
        await using var later = again.Connect(Once);
        Assert.Equal(size + (cut == Cut.AfterCommit ? 1 : 0), (await later.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
        Assert.Equal((ulong)size, (await later.RecordAsync(listing, Cancellation)).Entry.Index);
    }

    [Fact]
    public async Task An_entry_whose_anchor_could_not_be_written_is_served_to_nobody_until_it_is()
    {
        using var folder = new TemporaryFolder();
        await using var service = await StartAsync(change: Kept(folder));
        await using var client = service.Connect(Once);
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
        var size = (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size;

        var full = FillTheDisk(service, folder);
        var told = await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation));
        Assert.Equal(StatusCode.Unavailable, told.StatusCode);
        Assert.Equal(size + 1, await StoredLog.ReadSizeAsync(service.ConnectionString));
        Assert.Equal(size, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
        var notThere = await Assert.ThrowsAsync<RefusedException>(() => client.GetEntryAsync((ulong)size, Cancellation));
        Assert.Equal(Reason.NotFound, notThere.Reason);
        await Assert.ThrowsAsync<RefusedException>(() => client.ReadHistoryAsync(Product.Value, cancellation: Cancellation));
        await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation));

        File.Delete(full);
        Assert.Equal((ulong)size, (await client.RecordAsync(listing, Cancellation)).Entry.Index);
        Assert.Single((await client.ReadHistoryAsync(Product.Value, cancellation: Cancellation)).Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_after_a_crash_between_commit_and_anchor_or_between_anchor_and_answer_signs_the_entry(bool anchored)
    {
        using var folder = new TemporaryFolder();
        string database;
        SignedStatement listing;
        await using (var service = await StartAsync(change: Kept(folder)))
        await using (var client = service.Connect(Once))
        {
            database = service.ConnectionString;
            listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
            var full = FillTheDisk(service, folder);
            await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation));
            File.Delete(full);
            if (anchored)
            {
                var stored = (await StoredLog.ReadAsync(database)).Head;
                var anchor = service.Services.GetRequiredService<Anchor>();
                anchor.Advance(anchor.Read()! with { Size = stored.Size, Root = stored.Root });
            }
            else
            {
                // As a crash in the middle of its write leaves it.
                await File.WriteAllTextAsync(full, "trace anch", Cancellation);
            }
        }

        await using var again = await StartAsync(database, Kept(folder));
        await using var later = again.Connect(Once);
        var entry = await later.GetEntryAsync((ulong)(await StoredLog.ReadSizeAsync(database)) - 1, Cancellation);
        Assert.Equal(listing.Statement, entry.Entry.Statement.Bytes);
        Assert.Equal(entry.Entry.Index, (await later.RecordAsync(listing, Cancellation)).Entry.Index);
    }

    [Fact]
    public async Task A_batch_that_the_database_refuses_at_its_commit_leaves_nothing_behind()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect(Once);
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
        var size = await StoredLog.ReadSizeAsync(service.ConnectionString);
        await service.ExecuteAsync("""
            CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON ledger.log_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse()
            """);

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => client.RecordAsync(listing, Cancellation))).StatusCode);
        Assert.Equal(size, await StoredLog.ReadSizeAsync(service.ConnectionString));

        await service.ExecuteAsync("DROP FUNCTION ledger.refuse() CASCADE");
        Assert.Equal((ulong)size, (await client.RecordAsync(listing, Cancellation)).Entry.Index);
    }

    [Fact]
    public async Task A_stream_goes_on_over_commits_that_fail_in_both_ways()
    {
        var wire = await LayWireAsync();
        await using var service = await StartAsync(wire.ConnectionString);
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var lots = Enumerable.Range(1, 600).Select(i => producer.Make(SubjectKey.ForLot(Product, $"L{i}"), new Listing { Name = new Text { Zh = "茶" } })).ToList();

        var recorded = 0;
        wire.CutAt(Cut.AfterCommit, 2);
        await foreach (var outcome in client.RecordManyAsync(lots.ToAsyncEnumerable(), Cancellation))
        {
            Assert.NotNull(outcome.Recorded);
            if (++recorded == 300)
            {
                wire.CutAt(Cut.BeforeCommit);
            }
        }

        Assert.Equal(600, recorded);
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_founding_that_ends_after_any_commit_is_gone_on_with_by_the_next_start(Cut cut)
    {
        for (var commit = 1; ; commit++)
        {
            using var folder = new TemporaryFolder();
            var wire = await LayWireAsync();
            wire.CutAt(cut, commit);
            try
            {
                await (await RunningService.StartAsync(wire.ConnectionString, Kept(folder))).DisposeAsync();
            }
            catch (Exception) when (wire.HasCut)
            {
                // It did not start, by this fault.
            }

            var reached = wire.HasCut;
            wire.CutAt(cut, 0);
            await using var service = await StartAsync(wire.ConnectionString, Kept(folder));
            await using var client = service.Connect(Once);
            Assert.Equal(4, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
            await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
            if (!reached)
            {
                Assert.True(commit > 4, "the founding has four commits at least");
                return;
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var wire in _wires)
        {
            await wire.DisposeAsync();
        }
    }

    private async Task<BreakableWire> LayWireAsync()
    {
        _wires.Add(new BreakableWire(await _postgres.CreateDatabaseAsync()));
        return _wires[^1];
    }

    private static Func<TraceSettings, TraceSettings> Kept(TemporaryFolder folder) =>
        settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") };

    private static SignedStatement Listing(StatementFactory producer) => producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });

    // Every write of the anchor now meets a device that is full.
    private static string FillTheDisk(RunningService service, TemporaryFolder folder)
    {
        var path = Path.Combine(folder.Path, "anchor", $"{service.Services.GetRequiredService<LogOptions>().Prefix}.anchor.new");
        File.CreateSymbolicLink(path, "/dev/full");
        return path;
    }
}
