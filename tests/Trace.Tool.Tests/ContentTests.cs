using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Disclosures;
using Trace.Api.Hosting;
using Trace.Api.Tests;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>What lies beside the log, by the command line.</summary>
public class ContentTests(TracedLedger ledger, PostgresFixture postgres) : IClassFixture<TracedLedger>
{
    [Fact]
    public async Task An_office_erases_what_its_station_recorded_and_a_compromised_key_nothing()
    {
        await ledger.RegisterAsync("station", Shop, "seller");
        foreach (var name in new[] { "office", "stolen" })
        {
            await ledger.DoAsync("keys", "new", name, "--party", Shop);
            await ledger.DoAsync("party", "grant", name, "--roles", "seller");
        }

        var identity = (await ledger.DoAsync("record", "sale", "--key", "stolen", "--subject", Item("ERASED"), "--sealed", """{"orderReference":"PO-7"}""", "--json")).Text("identity");
        await ledger.DoAsync("party", "revoke", "stolen", "--kind", "compromised", "--since", "2026-01-01T00:00:00+08:00");

        var refused = await ledger.RunAsync("content", "erase", identity);
        Assert.Equal(1, refused.Code);
        Assert.Contains("compromised", refused.Error, StringComparison.Ordinal);
        Assert.Contains("sealed (application/protobuf", (await ledger.RunAsync("content", "erase", identity, "--path", "3", "--key", "office")).Error, StringComparison.Ordinal);
        Assert.False(await IsErasedAsync());

        // The service's content key lies in the same folder, and is nobody's to sign with.
        Assert.Empty((await ledger.DoAsync("keys", "show")).Error);
        Assert.Equal("sealed", (await ledger.DoAsync("content", "erase", identity, "--key", "office", "--json")).Text("path"));

        Assert.True(await IsErasedAsync());
        await ledger.DoAsync("verify", Item("ERASED"));
    }

    [Fact]
    public async Task The_operator_changes_the_content_key_with_the_service_stopped_and_what_it_sealed_is_read_as_before()
    {
        await using var other = new TracedLedger(postgres);
        await other.InitializeAsync();
        await other.RegisterAsync("shop", Shop, "seller");
        var identity = (await other.DoAsync("record", "sale", "--key", "shop", "--subject", Item("ROTATED"), "--sealed", """{"orderReference":"PO-7"}""", "--json")).Text("identity");
        var (database, file) = (other.Service.ConnectionString, Path.Combine(other.Data, "keys", "content.key"));
        var settings = new Dictionary<string, string> { ["TRACE_POSTGRES"] = database, ["TRACE_ANCHOR"] = Path.Combine(other.Folder, "anchor") };
        await other.StopAsync();
        var before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        using (DataFolderLock.Take(other.Data))
        {
            var busy = await other.RunWithAsync("", settings, "content", "rotate");
            Assert.Equal(1, busy.Code);
            Assert.Contains("in use by process", busy.Error, StringComparison.Ordinal);
            Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        var rotated = await other.RunWithAsync("", settings, "content", "rotate", "--json");

        Assert.True(rotated.Code == 0, rotated.Error);
        Assert.NotEqual(rotated.Text("former"), rotated.Text("current"));
        Assert.NotEqual(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file + ".next"));
        await other.RestartAsync(database);
        await using var select = other.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT digest FROM ledger.disclosure");
        var digest = (byte[])(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.NotNull((await other.Service.Services.GetRequiredService<DisclosureStore>().FindAsync([digest], TestContext.Current.CancellationToken)).Values.Single().Disclosure);
        await other.DoAsync("content", "erase", identity);
    }

    // Of the one content that there is.
    private async Task<bool> IsErasedAsync()
    {
        await using var select = ledger.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT sealed IS NULL FROM ledger.disclosure");
        return (bool)(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
