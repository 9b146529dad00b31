using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>Each tampering of docs/security.md's table that a reader of a page could meet: the badge turns red, with words that a buyer understands.</summary>
public sealed partial class TamperedPageTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Changed = "The record was changed";
    private const string NotSigned = "not rightly signed by the ledger and its witnesses";

    private static readonly Dictionary<string, (string Words, Action<Provenance> Bend)> s_histories = new()
    {
        ["a byte of an entry is changed"] = (Changed, all => Own(all).Entries[1] = TamperedServer.WithByteChanged(Own(all).Entries[1], Own(all).Entries[1].Length - 100)),
        ["a byte of the newest entry is changed"] = (Changed, all => Own(all).Entries[^1] = TamperedServer.WithByteChanged(Own(all).Entries[^1], Own(all).Entries[^1].Length - 1)),
        ["an entry is left out of the middle"] = (Changed, all => Own(all).Entries.RemoveAt(1)),
        ["the newest entry is left out, and its proof kept"] = (Changed, all => Own(all).Entries.RemoveAt(Own(all).Entries.Count - 1)),
        ["two entries are exchanged"] = (Changed, all => (Own(all).Entries[1], Own(all).Entries[2]) = (Own(all).Entries[2], Own(all).Entries[1])),
        ["an entry is put in"] = (Changed, all => Own(all).Entries.Insert(1, Own(all).Entries[0])),
        ["a hash of a proof is changed"] = (Changed, all => Own(all).Proofs[0].Hashes[0] = TamperedServer.WithByteChanged(Own(all).Proofs[0].Hashes[0], 3)),
        ["the key's evidence is withheld"] = (Changed, all => all.Histories[0].Bundle.Evidence.Remove(all.Histories[0].Bundle.Evidence.First(chain => chain.Subject.Contains("/key/", StringComparison.Ordinal)))),
        ["entry 0 is withheld"] = ("What the server sent is not complete", all => all.Histories[0].Bundle.Evidence.Remove(all.Histories[0].Bundle.Evidence.First(chain => chain.Subject == "log/genesis"))),
        ["the checkpoint's signature is changed"] = (NotSigned, all => Bend(all, note => note[..^10] + (note[^10] == 'A' ? 'B' : 'A') + note[^9..])),
        ["the checkpoint says another size"] = (NotSigned, all => Bend(all, note => Size().Replace(note, match => $"\n{long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - 1}\n", 1))),
        ["another log's history stands in its place"] = (NotSigned, all => all.Histories[0].Bundle = HistoryBundle.Parser.ParseFrom(KnownHistory.Named("a party").Bundle)),
        ["a history is not sent"] = ("The page shows what has no proof", all => all.Histories.RemoveAt(1)),
        ["another subject's history is sent"] = ("What is proven is not about these goods", all => all.Subject = SoldTea.Product),
    };

    private static readonly Dictionary<string, (string Words, Func<string, string> Bend)> s_pages = new()
    {
        ["a word of the label is changed"] = ("it shows “Fuding Golden Peony”", html => html.Replace("Fuding White Peony</span>", "Fuding Golden Peony</span>", StringComparison.Ordinal)),
        ["a time is changed"] = ("The page says other than what was signed", html => DateOf().Replace(html, "datetime=\"2020-01-01T00:00:00Z\"")),
        ["an entry is hidden"] = ("The page hides something: 1 entries", html => Entry().Replace(html, match => match.Groups[1].Value == Newest(html) ? "" : match.Value)),
        ["an entry is made up"] = ("The page shows what has no proof", html => html.Replace("</main>", "<p data-entry=\"99\">第一名 · best tea of China</p></main>", StringComparison.Ordinal)),
        ["another subject is named"] = ("What is proven is not about these goods", html => html.Replace($"data-subject=\"{SoldTea.Item}\"", $"data-subject=\"{SoldTea.Product}\"", StringComparison.Ordinal)),
        ["another log is named"] = ("The page names another ledger", html => LogOf().Replace(html, "data-log=\"log.test/00000001\"")),
    };

    public static TheoryData<string> Histories => [.. s_histories.Keys];

    public static TheoryData<string> Pages => [.. s_pages.Keys];

    [Theory, MemberData(nameof(Histories))]
    public async Task What_is_proven_wrongly_turns_the_badge_red(string how)
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var (words, bend) = s_histories[how];

        var page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Histories(bend));

        await AssertFailsAsync(page, words);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task What_is_shown_other_than_proven_turns_the_badge_red(string how)
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var (words, bend) = s_pages[how];

        var page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Html(bend));

        await AssertFailsAsync(page, words);
    }

    [Fact]
    public async Task A_recall_that_is_proven_and_not_shown_comes_before_all_else()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await tea.RecallAsync();
        await using var device = await chromium.NewDeviceAsync();
        var honest = await ProductPage.OpenAsync(device, tea.Address);
        Assert.True(await honest.StateAsync() == "verified", await honest.WordsAsync());

        var page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Html(html => Recall().Replace(html, "")));

        await AssertFailsAsync(page, "These goods were recalled, and the page does not say so!");
    }

    [Fact]
    public async Task Another_list_of_whom_to_trust_than_at_the_first_visit_is_told_and_not_used_by_itself()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, tea.Address);
        Assert.Equal("verified", await page.StateAsync());

        var other = KnownHistory.Named("a product").Policy;
        page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Text("/log/trust", other));

        Assert.Equal("verified", await page.StateAsync());
        Assert.Contains("This site now says otherwise whom to trust", await page.WordsAsync(), StringComparison.Ordinal);
        await page.Page.ClickAsync("#badge button");
        await page.Page.Locator("#badge[data-state=failed]").WaitForAsync();
        Assert.Contains(NotSigned, await page.WordsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_evidence_that_was_kept_is_checked_again_by_the_single_file()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Histories(s_histories["a byte of an entry is changed"].Bend));
        await page.StateAsync();
        var evidence = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync("#badge button.evidence"));

        page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, "/verify.html").ToString());
        await page.Page.SetInputFilesAsync("#file", await evidence.PathAsync());

        await page.Page.Locator("#result[data-state=failed]").WaitForAsync();
        var words = await page.Page.Locator("#result").TextContentAsync();
        Assert.Contains("The policy is the one inside the evidence", words, StringComparison.Ordinal);
        Assert.Contains(Changed, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_are_the_pages_language()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = "zh-CN" });

        var page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Histories(s_histories["a byte of an entry is changed"].Bend));

        await AssertFailsAsync(page, "记录被改动过");
    }

    private static async Task AssertFailsAsync(ProductPage page, string words)
    {
        Assert.True(await page.StateAsync() == "failed", await page.WordsAsync());
        Assert.Contains(words, await page.Badge.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("alert", await page.Badge.GetAttributeAsync("role"));

        // The evidence can be kept, and holds what was received.
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync("#badge button.evidence"));
        using var evidence = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.NotEmpty(evidence.RootElement.GetProperty("provenance").GetBytesFromBase64());
        Assert.Contains("quorum", evidence.RootElement.GetProperty("policy").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(evidence.RootElement.GetProperty("detail").EnumerateArray());
    }

    private static Chain Own(Provenance all) => all.Histories[0].Bundle.History;

    private static void Bend(Provenance all, Func<string, string> change)
    {
        var note = ByteString.CopyFromUtf8(change(all.Histories[0].Bundle.Checkpoint.ToStringUtf8()));
        foreach (var history in all.Histories)
        {
            history.Bundle.Checkpoint = note;
        }
    }

    private static string Newest(string html) => Entry().Matches(html).Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Max().ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("\n([0-9]+)\n")]
    private static partial Regex Size();

    [GeneratedRegex("(?<=<time data-field=\"[^\"]+\" )datetime=\"[^\"]+\"")]
    private static partial Regex DateOf();

    [GeneratedRegex(" data-entry=\"([0-9]+)\"")]
    private static partial Regex Entry();

    [GeneratedRegex("data-log=\"[^\"]+\"")]
    private static partial Regex LogOf();

    [GeneratedRegex("<section class=\"recall\".*?</section>", RegexOptions.Singleline)]
    private static partial Regex Recall();
}
