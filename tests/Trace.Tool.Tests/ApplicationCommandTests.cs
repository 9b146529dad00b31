namespace Trace.Tool.Tests;

/// <summary>From an application to a party that is registered, by the command line alone.</summary>
public class ApplicationCommandTests(TracedLedger ledger) : IClassFixture<TracedLedger>
{
    [Fact]
    public async Task A_party_applies_a_registrar_looks_and_admits_and_another_is_refused_with_a_reason()
    {
        var evidence = ledger.Write("licence.pdf", "%PDF");
        await ledger.DoAsync("keys", "new", "applicant", "--party", "party/gln/9521111500001");
        await ledger.DoAsync("keys", "new", "impostor", "--party", "party/gln/9521111500001");
        string[] apply = ["party", "apply", "--name-zh", "福州茶铺", "--roles", "seller", "--contact", "林女士 13800138000", "--domains", "half-a-bowl.example", "--email", "notices@half-a-bowl.example", "--json", "--key"];
        var applied = await ledger.DoAsync([.. apply, "applicant", "--evidence", evidence]);
        var other = await ledger.DoAsync([.. apply, "impostor"]);

        var folder = Path.Combine(ledger.Folder, "applications");
        var queue = await ledger.DoAsync("party", "queue", "--evidence", folder, "--json");
        Assert.Equal([applied.Text("reference"), other.Text("reference")], queue.Json.EnumerateArray().Select(one => one.GetProperty("reference").GetString()));
        Assert.Equal(("notices@half-a-bowl.example", "half-a-bowl.example"), (queue.Json[0].GetProperty("email").GetString(), queue.Json[0].GetProperty("registration").GetProperty("domains")[0].GetString()));
        Assert.Equal("%PDF", await File.ReadAllTextAsync(Path.Combine(folder, applied.Text("reference"), "1.pdf"), TestContext.Current.CancellationToken));
        await ledger.DoAsync("party", "refuse", other.Text("reference"), "--reason", "执照不符");
        Assert.Contains("granted key", (await ledger.DoAsync("party", "admit", applied.Text("reference"))).Output, StringComparison.Ordinal);

        Assert.Contains("registered", (await ledger.DoAsync("party", "application", applied.Text("reference"), "--key", "applicant")).Output, StringComparison.Ordinal);
        Assert.Contains("执照不符", (await ledger.DoAsync("party", "application", other.Text("reference"), "--key", "impostor")).Output, StringComparison.Ordinal);
        var shown = (await ledger.DoAsync("party", "show", "party/gln/9521111500001")).Output;
        Assert.Contains("福州茶铺", shown, StringComparison.Ordinal);
        Assert.Contains("half-a-bowl.example", shown, StringComparison.Ordinal);
        await ledger.DoAsync("keys", "new", "hasty", "--party", "party/gln/9521111500018");
        var first = await ledger.DoAsync([.. apply, "hasty"]);
        var second = await ledger.DoAsync([.. apply, "hasty"]);
        Assert.Contains("NotFound", (await ledger.RunAsync(["party", "application", first.Text("reference"), "--key", "hasty"])).Error, StringComparison.Ordinal);
        Assert.Contains("withdrawn", (await ledger.DoAsync("party", "withdraw", second.Text("reference"), "--key", "hasty")).Output, StringComparison.Ordinal);
        Assert.Contains("NotFound", (await ledger.RunAsync(["party", "application", second.Text("reference"), "--key", "hasty"])).Error, StringComparison.Ordinal);
        Assert.Contains("registration.domains[0]", (await ledger.RunAsync(["party", "apply", "--name-zh", "茶", "--roles", "seller", "--contact", "林女士", "--domains", "localhost", "--key", "impostor"])).Error, StringComparison.Ordinal);
    }
}
