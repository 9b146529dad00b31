using System.Text.Json;
using Trace.Testing;
using Trace.V1;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>Audits and monitors as processes: of a real service over HTTP, of a folder, and killed in the middle.</summary>
public class AuditTests(TracedLedger ledger) : IClassFixture<TracedLedger>
{
    private const string Watched = "01/06901234567892";

    [Fact]
    public async Task A_real_service_s_log_is_clean_over_HTTP_and_the_next_audit_goes_on_from_there()
    {
        await ledger.RegisterAsync("auditee", Shop, "producer,seller", "--prefixes", Prefix);
        await ledger.DoAsync("record", "listing", "--key", "auditee", "--subject", Product, "--name.zh", "白毫银针", "--name.en", "Silver Needle", "--category", "tea", "--origin", "350000");
        var sale = await ledger.DoAsync("record", "sale", "--key", "auditee", "--subject", Item("Q1"), "--json");
        var state = Path.Combine(ledger.Folder, "audits");

        var first = await ledger.DoAsync("audit", $"{ledger.Service.Http}", "--state", state, "--json");
        await ledger.DoAsync("record", "opening", "--subject", Item("Q1"), "--code", sale.Text("claimCode"));
        var next = await ledger.DoAsync("audit", $"{ledger.Service.Http}", "--state", state, "--json");

        Assert.True(first.Json.GetProperty("clean").GetBoolean());
        Assert.Equal(first.Json.GetProperty("size").GetInt64(), next.Json.GetProperty("from").GetInt64());
        Assert.Equal(next.Json.GetProperty("size").GetInt64(), next.Json.GetProperty("to").GetInt64());
        Assert.Equal(next.Json.GetProperty("size").GetInt64(), next.Json.GetProperty("timeNotAttested").GetProperty("entries").GetInt64());
    }

    [Fact]
    public async Task What_is_found_has_an_exit_code_of_its_own_and_a_fork_another()
    {
        var (log, folder, policy) = Folder("found");
        var party = log.Register(1, Role.Seller);
        log.Append(Shipment(log, party, 1), links => links with { Version = 3 });
        new LogFolder(log, folder).Write();

        var found = await ledger.RunAsync("audit", folder, "--policy", policy, "--json");

        Assert.Equal(5, found.Code);
        var finding = found.Json.GetProperty("findings").GetProperty("first")[0];
        Assert.Equal(("Version", 3), (finding.GetProperty("rule").GetString(), finding.GetProperty("index").GetInt32()));
        Assert.Contains("entry 3", (await ledger.RunAsync("audit", folder, "--policy", policy)).Output, StringComparison.Ordinal);

        new LogFolder(new InMemoryLog(origin: log.VerifierKey.Name), folder).Write();
        var shrunk = await ledger.RunAsync("audit", folder, "--policy", policy);
        Assert.Equal(4, shrunk.Code);
        Assert.Contains("shrank", shrunk.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_no_log_is_told_by_its_exit_code()
    {
        var (_, _, policy) = Folder("none");

        Assert.Equal(2, (await ledger.RunAsync("audit", "nowhere", "--policy", policy)).Code);
        Assert.Equal(1, (await ledger.RunAsync("audit", ledger.Folder, "--policy", policy)).Code);
        Assert.Equal(2, (await ledger.RunAsync("monitor", ledger.Folder, "--policy", policy)).Code);
        Assert.Equal(2, (await ledger.RunAsync("monitor", ledger.Folder, "--subject", Watched, "--webhook", "ftp://x", "--policy", policy)).Code);
    }

    [Fact]
    public async Task An_audit_that_is_killed_again_and_again_comes_to_what_the_whole_comes_to()
    {
        var (log, folder, policy) = Folder("killed");
        var party = log.Register(1, Role.Seller);
        for (var i = 0; i < 30_000; i++)
        {
            log.Append(Shipment(log, party, i), i == 20_000 ? links => links with { Version = 3 } : null);
        }

        new LogFolder(log, folder).Write();
        var state = Path.Combine(ledger.Folder, "killed-state");
        var kills = 0;
        for (var size = 0L; kills < 3;)
        {
            using var process = ledger.Start("audit", folder, "--policy", policy, "--state", state, "--json");
            while (!process.HasExited && SizeOf(state) <= size)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            size = SizeOf(state) + 1_000_000;
            if (process.HasExited)
            {
                break;
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
        }

        var killed = await ledger.RunAsync("audit", folder, "--policy", policy, "--state", state, "--json");
        var whole = await ledger.RunAsync("audit", folder, "--policy", policy, "--state", state + "-whole", "--json");

        Assert.True(kills > 0);
        Assert.Equal(5, killed.Code);
        Assert.Equal(whole.Json.GetProperty("findings").GetRawText(), killed.Json.GetProperty("findings").GetRawText());
        Assert.Equal(whole.Json.GetProperty("to").GetInt64(), killed.Json.GetProperty("to").GetInt64());
    }

    [Fact]
    public async Task A_monitor_that_is_killed_tells_everything_at_least_once_and_in_order()
    {
        var (log, folder, policy) = Folder("monitored");
        var party = log.Register(1, Role.Seller);
        var files = new LogFolder(log, folder);
        files.Write();
        string[] arguments = ["monitor", folder, "--policy", policy, "--subject", Watched, "--interval", "0.1", "--from", "0", "--json", "--state", Path.Combine(ledger.Folder, "monitors")];
        var told = new List<long>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 25; i++)
            {
                log.Append(Shipment(log, party, log.Entries.Count));
            }

            files.Write();
            using var process = ledger.Start(arguments);
            var (wanted, last) = (log.Entries.Count - (round == 3 ? 1 : 10), -1L);
            while (last < wanted && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                told.Add(last = JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt64());
            }

            process.Kill();
            // What it had written when it died has arrived, all but a line that was cut off.
            var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            told.AddRange(rest.Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt64()));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Enumerable.Range(3, 100).Select(i => (long)i), told.Distinct());
    }

    private (InMemoryLog Log, string Folder, string Policy) Folder(string name)
    {
        var log = new InMemoryLog(origin: $"{name}.test/00000001");
        return (log, Path.Combine(ledger.Folder, name), ledger.Write($"{name}.policy", $"# ledger {log.Ledger}\nlog {log.VerifierKey}\nquorum none\n"));
    }

    private static SignedStatement Shipment(InMemoryLog log, LogSpeaker party, int number) =>
        log.Say(party, $"{Watched}/21/B{number}", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" });

    private static long SizeOf(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles().Sum(file => file.Length) : 0;
}
