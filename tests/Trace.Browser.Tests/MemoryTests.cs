using Trace.Api.Tests;
using Trace.Testing;

namespace Trace.Browser.Tests;

/// <summary>What a browser remembers of a log, and what it does without: without Ed25519, without IndexedDB, without any store.</summary>
public sealed class MemoryTests(PostgresFixture postgres, Chromium chromium)
{
    private const string NoEd25519 = """
        const importKey = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
          const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
          return name === 'Ed25519' ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : importKey.call(this, format, data, algorithm, ...rest);
        };
        """;

    private const string NoIndexedDb = "Object.defineProperty(window, 'indexedDB', { value: undefined });";
    private const string NoLocalStorage = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });";

    [Fact]
    public async Task Without_the_browsers_Ed25519_the_pages_own_library_checks_the_same()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        await device.AddInitScriptAsync(NoEd25519);
        var page = await ProductPage.OpenAsync(device, tea.Address);

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.Contains("20 entries", await page.WordsAsync(), StringComparison.Ordinal);
        Assert.Contains("by this page's own code", await page.WordsAsync(), StringComparison.Ordinal);
        Assert.Contains(page.Asked, url => url.EndsWith("/assets/ed25519.js", StringComparison.Ordinal));
        Assert.Empty(page.Mistakes);

        page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Histories(all => all.Histories[0].Bundle.History.Proofs[0].Hashes.Clear()));
        Assert.Equal("failed", await page.StateAsync());
    }

    [Theory]
    [InlineData(NoIndexedDb, "in plain storage", true)]
    [InlineData(NoIndexedDb + NoLocalStorage, "it can't remember the checkpoint", false)]
    public async Task Without_IndexedDB_it_is_said_where_the_checkpoint_is_remembered(string off, string words, bool remembers)
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        await device.AddInitScriptAsync(off);
        var page = await ProductPage.OpenAsync(device, tea.Address);

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.Contains(words, await page.WordsAsync(), StringComparison.Ordinal);

        await page.Page.ReloadAsync();
        Assert.Equal("verified", await page.StateAsync());
        Assert.Equal(!remembers, (await page.WordsAsync()).Contains("First visit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_was_rolled_back_is_noticed_on_the_second_visit_and_never_believed_again()
    {
        await using var server = await RolledBack.StartAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, server.Address);
        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());

        await server.RollBackAsync();
        page = await ProductPage.OpenAsync(device, server.Address);

        Assert.True(await page.StateAsync() == "failed", await page.WordsAsync());
        Assert.Contains("The ledger went back", await page.WordsAsync(), StringComparison.Ordinal);
        await page.Page.ReloadAsync();
        Assert.Equal("failed", await page.StateAsync());

        // Somebody who comes new notices nothing.
        await using var newcomer = await chromium.NewDeviceAsync();
        Assert.Equal("verified", await (await ProductPage.OpenAsync(newcomer, server.Address)).StateAsync());
    }

    [Fact]
    public async Task A_server_that_went_another_way_after_a_backup_is_a_fork_with_both_notes_kept()
    {
        await using var server = await RolledBack.StartAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, server.Address);
        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());

        await server.RollBackAsync();
        await server.Tea.RecallAsync();
        await server.Tea.ListAgainAsync();
        page = await ProductPage.OpenAsync(device, server.Address);

        Assert.True(await page.StateAsync() == "failed", await page.WordsAsync());
        Assert.Contains("The ledger forked", await page.WordsAsync(), StringComparison.Ordinal);
        var notes = await page.Page.Locator("#badge pre").TextContentAsync();
        Assert.Equal(2, notes!.Split("\n\u2014 ").Length - 1);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_said_either_way()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, tea.Address, one => one.RouteAsync("**/log/trust", route => route.AbortAsync()));

        Assert.Equal("unchecked", await page.StateAsync());
        Assert.Contains("Could not be checked", await page.WordsAsync(), StringComparison.Ordinal);
    }

    /// <summary>A service at one address, whose database is put back to what it was, and its anchor taken away: what an operator could do.</summary>
    private sealed class RolledBack(string database, string backup, PostgresFixture postgres) : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly int _port = FreePort.Find();
        private int _anchors;

        public SoldTea Tea { get; private set; } = null!;

        public string Address => $"http://localhost:{_port}/{SoldTea.Item}";

        public static async Task<RolledBack> StartAsync(PostgresFixture postgres)
        {
            var server = new RolledBack(await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync(), postgres);
            var told = await SoldTea.TellAsync(await server.ServeAsync());
            await told.StopAsync();
            await postgres.CopyDatabaseAsync(server.Database, server.Backup);
            server.Tea = told.At(await server.ServeAsync());
            await server.Tea.ListAgainAsync();
            return server;
        }

        public string Database => database;

        public string Backup => backup;

        public async Task RollBackAsync()
        {
            await Tea.StopAsync();
            await postgres.CopyDatabaseAsync(backup, database);
            _anchors++;
            Tea = Tea.At(await ServeAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await Tea.DisposeAsync();
            _folder.Dispose();
        }

        private Task<RunningService> ServeAsync() => RunningService.StartAsync(database, settings => settings with { HttpPort = _port, Data = _folder.Path, Anchor = Path.Combine(_folder.Path, $"anchor{_anchors}"), AnchorConfirmed = _anchors > 0, ClockConfirmed = true });
    }
}
