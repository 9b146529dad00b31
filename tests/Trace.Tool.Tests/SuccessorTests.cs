using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Tool.Tests;

/// <summary>The disaster, whole: a log loses its newest entries, another begins behind it, and nothing that was kept is lost or in doubt.</summary>
public class SuccessorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_goes_on_behind_a_log_that_lost_its_newest_entries()
    {
        await using var lost = await LoseAsync();
        var (ledger, folder, database) = (lost.Ledger, lost.Export, lost.Database);

        // Over what is left the old log never signs again.
        await ledger.RestartAsync(database);
        Assert.Contains("second history", ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause!, StringComparison.Ordinal);
        await ledger.StopAsync();

        var begun = await SucceedAsync(lost);
        Assert.True(begun.Code == 0, begun.Error);
        // Whoever is not sure whether it was done does it again.
        Assert.Equal(begun.Text("vkey"), (await SucceedAsync(lost)).Text("vkey"));
        await ledger.RestartAsync(database);
        var options = ledger.Service.Services.GetRequiredService<LogOptions>();
        Assert.Null(ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
        Assert.Equal((lost.Name, options.Signer.VerifierKey.ToString()), (options.Ledger, begun.Text("vkey")));
        Assert.NotEqual(lost.Key.Name, options.Origin);

        // Senders send again what they kept, with the same bytes: what was lost is recorded, what was not is found.
        await using var client = new LedgerClient(ledger.Service.Grpc.ToString(), options.Ledger, TrustPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(options.TrustPolicy)), null);
        foreach (var entry in lost.Entries)
        {
            var again = await client.RecordAsync(new SignedStatement { Statement = entry.Statement.Bytes, Signatures = { entry.Signatures } }, Cancellation);
            Assert.Equal(entry.Statement.Identity, again.Entry.Statement.Identity);
            Assert.Equal((long)entry.Index < lost.Size ? lost.Key.Name : options.Origin, again.Checkpoint.Checkpoint.Origin);
            Assert.Equal((long)entry.Index < lost.Size, again.Entry.LeafHash == entry.LeafHash);
            Assert.Equal(entry.Version, again.Entry.Version);
        }

        await ledger.DoAsync("party", "licence", Parties.Shop, "--kind", "food-trade", "--number", "JY1", "--valid-to", "2030-12-31");
        foreach (var subject in new[] { Parties.Shop, Parties.Courier, "log/genesis" })
        {
            await ledger.DoAsync("verify", subject, "--thorough");
        }

        var history = await client.ReadHistoryAsync(Parties.Shop, thorough: true, Cancellation);
        Assert.Equal([true, false], history.Entries.Select(entry => entry.Entry.IsOfPredecessor));
        Assert.Equal(lost.Size, history.Predecessor!.Checkpoint.Size);
        var proof = Path.Combine(ledger.Folder, "shop.tlog-proof");
        await ledger.DoAsync("proof", Parties.Shop, "-o", proof);
        await ledger.DoAsync("verify", proof);

        // The new log leaves as files, and a store of both is built from both.
        var second = Path.Combine(ledger.Folder, "second");
        var exported = await ledger.DoAsync("log", "export", second, "--from", ledger.Service.Http.ToString(), "--json");
        var audited = await ledger.DoAsync("audit", second, "--predecessor", folder, "--json");
        Assert.True(audited.Json.GetProperty("clean").GetBoolean());
        Assert.Equal(lost.Size, audited.Json.GetProperty("predecessor").GetProperty("size").GetInt64());
        await ledger.DoAsync("audit", ledger.Service.Http.ToString(), "--predecessor", folder, "--json");
        Assert.Equal(2, (await ledger.RunAsync("audit", second, "--state", Path.Combine(ledger.Folder, "other"))).Code);
        await ledger.StopAsync();
        var rebuilt = await postgres.CreateDatabaseAsync();
        Assert.Equal(2, (await ledger.RunAsync("log", "restore", second, "--to", rebuilt)).Code);
        await ledger.DoAsync("log", "restore", second, "--predecessor", folder, "--to", rebuilt);
        var restored = await ledger.DoAsync("log", "restore", second, "--predecessor", folder, "--to", rebuilt, "--json");
        Assert.Equal(exported.Text("root"), restored.Text("root"));
        var (before, after) = (await StoredLog.ReadAsync(database), await StoredLog.ReadAsync(rebuilt));
        Assert.Equal(before.Places, after.Places);
        await ledger.RestartAsync(rebuilt);
        Assert.Null(ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
        await ledger.DoAsync("verify", Parties.Shop, "--thorough");
        await ledger.StopAsync();
    }

    [Fact]
    public async Task A_log_that_lost_nothing_is_followed_by_none()
    {
        await using var lost = await LoseAsync(nothing: true);

        var refused = await SucceedAsync(lost);

        AssertRefused(refused, "goes on by itself");
        await lost.Ledger.RestartAsync(lost.Database);
        Assert.Null(lost.Ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
        await lost.Ledger.StopAsync();
    }

    [Fact]
    public async Task Only_the_recovery_key_of_the_log_before_begins_one_behind_it()
    {
        await using var lost = await LoseAsync();
        await lost.Ledger.DoAsync("keys", "new", "thief");
        var other = Directory.GetFiles(lost.Ledger.Folder, "thief*", SearchOption.AllDirectories)[0];

        var refused = await SucceedAsync(lost, other);

        AssertRefused(refused, "the recovery key stays the one of the log before");
        // No log is begun by a service either, until the right key came.
        await Assert.ThrowsAsync<Api.Hosting.StartRefusedException>(() => lost.Ledger.RestartAsync(lost.Database));
        Assert.Equal(0, (await SucceedAsync(lost)).Code);
    }

    [Fact]
    public async Task A_store_whose_entries_are_not_those_of_the_checkpoint_is_not_handed_on()
    {
        await using var lost = await LoseAsync();
        await using (var source = NpgsqlDataSource.Create(lost.Database))
        {
            await using var tamper = source.CreateCommand("UPDATE ledger.mt_events SET bdata = set_byte(bdata, length(bdata) - 1, get_byte(bdata, length(bdata) - 1) # 1) WHERE seq_id = 3");
            await tamper.ExecuteNonQueryAsync(Cancellation);
        }

        var refused = await SucceedAsync(lost);

        AssertRefused(refused, "Entry 2 is not stored as it came");
    }

    [Fact]
    public async Task What_follows_the_log_beside_it_goes_on_from_the_log_before_to_the_new_one()
    {
        await using var lost = await LoseAsync();
        var ledger = lost.Ledger;

        // On what is left a service runs, read-only, and what follows the log comes to its end.
        await ledger.RestartAsync(lost.Database, scheduler: true);
        Assert.Contains("Guangdong", await ReachAsync(), StringComparison.Ordinal);
        await ledger.StopAsync();

        Assert.Equal(0, (await SucceedAsync(lost)).Code);
        await ledger.RestartAsync(lost.Database, scheduler: true);
        await SellAsync(ledger, "S2", "310000");

        var page = await ReachAsync();
        Assert.Contains("Guangdong", page, StringComparison.Ordinal);
        Assert.Contains("Shanghai", page, StringComparison.Ordinal);
        await UntilFollowedAsync();
        await ledger.StopAsync();

        async Task<string> ReachAsync()
        {
            using var http = new HttpClient { BaseAddress = ledger.Service.Http };
            return await http.GetStringAsync(new Uri($"/reach/{Parties.Product}?lang=en", UriKind.Relative), Cancellation);
        }

        async Task UntilFollowedAsync()
        {
            await using var source = NpgsqlDataSource.Create(lost.Database);
            using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            late.CancelAfter(TimeSpan.FromMinutes(1));
            while (true)
            {
                await using var followed = source.CreateCommand("SELECT count(*) FROM deadlines.followed, ledger.log_head WHERE position = size");
                if (await followed.ExecuteScalarAsync(late.Token) is 1L)
                {
                    return;
                }

                await Task.Delay(50, late.Token);
            }
        }
    }

    [Fact]
    public async Task A_log_that_follows_another_is_followed_by_none_and_both_are_named()
    {
        await using var lost = await LoseAsync();
        var ledger = lost.Ledger;
        Assert.Equal(0, (await SucceedAsync(lost)).Code);

        // It loses its newest entry in turn, and a store of both logs is built from what is left.
        await ledger.RestartAsync(lost.Database);
        var options = ledger.Service.Services.GetRequiredService<LogOptions>();
        var (policy, second) = (ledger.Write("second.policy", options.TrustPolicy), Path.Combine(ledger.Folder, "second"));
        await ledger.DoAsync("log", "export", second, "--from", ledger.Service.Http.ToString());
        await SellAsync(ledger, "S2", "310000");
        await ledger.StopAsync();
        var rebuilt = await postgres.CreateDatabaseAsync();
        await ledger.DoAsync("log", "restore", second, "--predecessor", lost.Export, "--to", rebuilt);

        var refused = await SucceedAsync(lost with { Export = second, Database = rebuilt, Policy = policy });

        AssertRefused(refused, $"The log \"{options.Origin}\" follows another itself, \"{lost.Key.Name}\", and a line of three logs is not kept");
    }

    private static async Task SellAsync(TracedLedger ledger, string serial, string province)
    {
        await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", Parties.Item(serial), "--lot", "L1");
        await ledger.DoAsync("record", "shipment", "--key", "shop", "--subject", Parties.Item(serial), "--lot", "L1", "--parcel", Parties.Parcel, "--to", province);
    }

    private static void AssertRefused(Ran ran, string because) => Assert.True(ran.Code == 1 && ran.Error.Contains(because, StringComparison.Ordinal), $"{ran.Code}: {ran.Error}");

    private static Task<Ran> SucceedAsync(Lost lost, string? recovery = null) => lost.Ledger.RunWithAsync(
        "", new Dictionary<string, string> { ["TRACE_ANCHOR"] = Path.Combine(lost.Ledger.Folder, "anchor") },
        "log", "succeed", lost.Export, "--recovery", recovery ?? Path.Combine(lost.Ledger.Data, "keys", "recovery.unseen"), "--to", lost.Database, "--policy", lost.Policy, "--json");

    // A shop in what is kept, a courier in what is lost, and the store built from what was kept.
    private async Task<Lost> LoseAsync(bool nothing = false)
    {
        var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        await ledger.RegisterAsync("shop", Parties.Shop, "seller");
        await SellAsync(ledger, "S1", "440000");
        var folder = Path.Combine(ledger.Folder, "export");
        var options = ledger.Service.Services.GetRequiredService<LogOptions>();
        var policy = ledger.Write("old.policy", options.TrustPolicy);
        var exported = await ledger.DoAsync("log", "export", folder, "--from", ledger.Service.Http.ToString(), "--json");
        if (!nothing)
        {
            await ledger.RegisterAsync("courier", Parties.Courier, "courier");
        }

        var database = ledger.Service.ConnectionString;
        await ledger.StopAsync();
        var entries = (await StoredLog.ReadAsync(database)).Events.Select(stored => RecordedEntry.Parse(ByteString.CopyFrom(stored.Bytes))).Where(entry => entry.Index > 0).ToList();
        var kept = await postgres.CreateDatabaseAsync();
        await ledger.DoAsync("log", "restore", folder, "--to", kept);
        return new Lost(ledger, folder, kept, policy, options.Ledger, options.Signer.VerifierKey, exported.Json.GetProperty("size").GetInt64(), entries);
    }

    private sealed record Lost(TracedLedger Ledger, string Export, string Database, string Policy, string Name, VerifierKey Key, long Size, IReadOnlyList<RecordedEntry> Entries) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Ledger.DisposeAsync();
    }
}
