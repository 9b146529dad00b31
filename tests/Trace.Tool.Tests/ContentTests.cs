using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>What lies beside the log, by the command line.</summary>
public class ContentTests(TracedLedger ledger) : IClassFixture<TracedLedger>
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

        Assert.Equal("sealed", (await ledger.DoAsync("content", "erase", identity, "--key", "office", "--json")).Text("path"));

        Assert.True(await IsErasedAsync());
        await ledger.DoAsync("verify", Item("ERASED"));
    }

    // Of the one content that there is.
    private async Task<bool> IsErasedAsync()
    {
        await using var select = ledger.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT sealed IS NULL FROM ledger.disclosure");
        return (bool)(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
