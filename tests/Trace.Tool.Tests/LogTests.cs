using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Ledger;

namespace Trace.Tool.Tests;

/// <summary>The disaster plan as operators run it: the log as files, and a store from them.</summary>
public class LogTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_is_exported_its_database_is_lost_and_the_service_goes_on_over_the_restored_one()
    {
        await using var ledger = await StartAsync();
        var folder = Path.Combine(ledger.Folder, "export");
        var from = ledger.Service.Http.ToString();
        await ledger.RegisterAsync("shop", Parties.Shop, "seller");
        var exported = await ledger.DoAsync("log", "export", folder, "--from", from, "--json");
        var before = await StoredLog.ReadAsync(ledger.Service.ConnectionString);
        var shown = await ledger.DoAsync("party", "show", Parties.Shop, "--json");
        Assert.Equal(before.Events.Count, exported.Json.GetProperty("size").GetInt64());
        var key = KeyOf(ledger.Service);
        var lost = ledger.Service.ConnectionString;
        await ledger.StopAsync();
        await postgres.DropDatabaseAsync(lost);

        var database = await postgres.CreateDatabaseAsync();
        var restored = await ledger.DoAsync("log", "restore", folder, "--to", database, "--json");

        Assert.Equal(exported.Text("root"), restored.Text("root"));
        var after = await CheckLog.PassesAsync(database, key.Key, key.Ledger);
        Assert.Equal(before.Places, after.Places);
        Assert.Equal(before.Events.Select(stored => (stored.SeqId, stored.Id, stored.Type, stored.Time, Convert.ToHexString(stored.Bytes))), after.Events.Select(stored => (stored.SeqId, stored.Id, stored.Type, stored.Time, Convert.ToHexString(stored.Bytes))));
        await ledger.RestartAsync(database);
        Assert.Null(ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
        Assert.Equal(shown.Output, (await ledger.DoAsync("party", "show", Parties.Shop, "--json")).Output);
        await ledger.DoAsync("party", "licence", Parties.Shop, "--kind", "food-trade", "--number", "JY1", "--valid-to", "2030-12-31");
        await ledger.DoAsync("verify", Parties.Shop, "--thorough");
        await CheckLog.PassesAsync(database, key.Key, key.Ledger);

        // The same folder goes on, too: the log is the same.
        var again = await ledger.DoAsync("log", "export", folder, "--from", ledger.Service.Http.ToString(), "--json");
        Assert.Equal(before.Events.Count + 1, again.Json.GetProperty("size").GetInt64());
        Assert.Equal(before.Events.Count, again.Json.GetProperty("sizeBefore").GetInt64());
        await ledger.StopAsync();
    }

    [Fact]
    public async Task Over_an_older_export_the_service_reads_and_never_signs()
    {
        await using var ledger = await StartAsync();
        var folder = Path.Combine(ledger.Folder, "export");
        await ledger.DoAsync("log", "export", folder, "--from", ledger.Service.Http.ToString());
        await ledger.RegisterAsync("shop", Parties.Shop, "seller");
        await ledger.StopAsync();
        var database = await postgres.CreateDatabaseAsync();
        await ledger.DoAsync("log", "restore", folder, "--to", database);

        await ledger.RestartAsync(database);

        var because = ledger.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause!;
        Assert.Contains("second history", because, StringComparison.Ordinal);
        Assert.Contains("this is an older state", because, StringComparison.Ordinal);
        string[] more = ["party", "register", "party/gln/9523333300001", "--name.en", "more", "--roles", "seller"];
        // Who remembers more sees that the log shrank.
        Assert.Equal(4, (await ledger.RunAsync(more)).Code);
        using var http = new HttpClient { BaseAddress = ledger.Service.Http };
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/healthz/ready", Cancellation)).StatusCode);
        await ledger.StopAsync();
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        await using var ledger = await StartAsync();
        var folder = Path.Combine(ledger.Folder, "export");
        await ledger.DoAsync("log", "export", folder, "--from", ledger.Service.Http.ToString());
        var before = await StoredLog.ReadAsync(ledger.Service.ConnectionString);

        var led = await ledger.RunAsync("log", "restore", folder, "--to", ledger.Service.ConnectionString);
        var others = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(others, "CREATE TABLE invoices (number bigint)");
        var foreign = await ledger.RunAsync("log", "restore", folder, "--to", others);

        Assert.Equal((1, 1), (led.Code, foreign.Code));
        Assert.Contains("not empty", led.Error, StringComparison.Ordinal);
        Assert.Contains("public.invoices", foreign.Error, StringComparison.Ordinal);
        Assert.Equal(before.Places, (await StoredLog.ReadAsync(ledger.Service.ConnectionString)).Places);
        await ledger.DoAsync("party", "register", Parties.Shop, "--name.en", "shop", "--roles", "seller");
    }

    [Fact]
    public async Task What_was_changed_in_the_files_is_not_stored()
    {
        await using var ledger = await StartAsync();
        var folder = Path.Combine(ledger.Folder, "export");
        await ledger.DoAsync("log", "export", folder, "--from", ledger.Service.Http.ToString());
        var bundle = Directory.GetFiles(Path.Combine(folder, "tile", "entries", "000.p")).Single();
        var bytes = await File.ReadAllBytesAsync(bundle, Cancellation);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Cancellation);
        var database = await postgres.CreateDatabaseAsync();

        var ran = await ledger.RunAsync("log", "restore", folder, "--to", database);

        Assert.Equal(1, ran.Code);
        Assert.Contains("the checkpoint commits to", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "neither an address", "log", "export", "out", "--from", "nowhere")]
    [InlineData(2, "neither an address", "log", "export", "out", "--from", "ftp://example.com")]
    [InlineData(3, "could not be read", "log", "export", "out", "--from", "http://localhost:1")]
    [InlineData(1, "there is no checkpoint", "log", "restore", ".")]
    public async Task What_is_wrong_is_told(int code, string message, params string[] arguments)
    {
        await using var ledger = await StartAsync();

        var ran = await ledger.RunAsync(arguments);

        Assert.True(ran.Code == code, $"{ran.Code}: {ran.Error}");
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    private async Task<TracedLedger> StartAsync()
    {
        var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        return ledger;
    }

    private static (VerifierKey Key, string Ledger) KeyOf(RunningService service)
    {
        var options = service.Services.GetRequiredService<LogOptions>();
        return (options.Signer.VerifierKey, options.Ledger);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
