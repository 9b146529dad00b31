using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Trace.Api.Ledger;
using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Disclosures;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A party applies, is registered, and answers a complaint at its desk, with keys that never leave its browser; axe finds nothing on the way.</summary>
public sealed class DeskPagesTests(BuyerStage stage, Chromium chromium) : IClassFixture<BuyerStage>
{
    private const string Applicant = "party/gln/9521111700005";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Origin => $"http://localhost:{stage.Service.Http.Port}";

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Light)]
    [InlineData("en-GB", 1280, ColorScheme.Dark)]
    public async Task A_complaint_is_read_and_answered_at_the_respondents_desk(string locale, int width, ColorScheme scheme)
    {
        var bought = await stage.BuyAsync();
        var (complaint, content) = await bought.ComplainAsync(AuthoredContent.PlainText, Encoding.UTF8.GetBytes("罐子是凹的 dented"));
        await stage.Client.DiscloseAsync(complaint, content, Cancellation);
        await using var device = await DeviceAsync(locale, width, scheme);
        var (page, mistakes, found) = (await device.NewPageAsync(), new List<string>(), new List<string>());
        Listen(page, mistakes);
        await page.GotoAsync($"{Origin}/desk");
        await page.FillAsync("#party", BuyerStage.Seller["party/gln/".Length..]);
        await LookAsync(page, "enrol", found);
        await page.ClickAsync("button.main");
        await GrantAsync((await page.Locator("#request").TextContentAsync())!, TestParty.Registrar(stage.Service), Role.Seller);

        await page.Locator($".cases li button").First.WaitForAsync();
        await LookAsync(page, "cases", found);
        Assert.Matches(locale == "zh-CN" ? "^\\d+ 件$" : "^Cases shown: \\d+$", (await page.Locator("#shown").InnerTextAsync()).Trim());
        await page.SelectOptionAsync("#filter-category", "QUALITY");
        var csv = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#csv"));
        Assert.Contains($"{bought.Item.Value},{complaint},{BuyerStage.Seller}", await File.ReadAllTextAsync((await csv.PathAsync())!, Cancellation), StringComparison.Ordinal);

        await page.Locator(".cases li[data-state=WithRespondent] button").Last.ClickAsync();
        await page.Locator("#history li.case").WaitForAsync();
        await page.ClickAsync("#read-text");
        Assert.Equal("罐子是凹的 dented", await page.Locator("#text").InnerTextAsync());
        await page.FillAsync("#answer", "换一罐");
        await LookAsync(page, "case", found);
        await page.ClickAsync("#sign");
        await page.Locator("#told.done").WaitForAsync();
        await page.Locator("#outbox.recorded").WaitForAsync();

        var reply = (await stage.Client.ReadHistoryAsync(bought.Item.Value, cancellation: Cancellation)).Entries[^1].Entry.Statement;
        Assert.Equal((BuyerStage.Seller, ByteString.CopyFrom(complaint.AsSpan()), ReplyOutcome.RemedyOffered), (reply.Message.Party, reply.Message.Reply.Answers, reply.Message.Reply.Outcome));
        var text = await stage.Client.ReadDisclosureAsync(reply, "3", reply.Message.Reply.Text, stage.SellerKey, BuyerStage.Seller, Cancellation);
        Assert.Equal("换一罐", text.Content.ToStringUtf8());
        Assert.Empty(mistakes);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task A_party_applies_with_a_key_of_its_browser_and_opens_its_desk_once_it_is_registered()
    {
        await using var device = await DeviceAsync("zh-CN", 320, ColorScheme.Light);
        var (page, mistakes, found) = (await device.NewPageAsync(), new List<string>(), new List<string>());
        Listen(page, mistakes);
        await page.GotoAsync($"{Origin}/apply");
        await page.FillAsync("#party", Applicant["party/gln/".Length..]);
        await page.FillAsync("#nameZh", "福州半盏茶铺");
        await page.CheckAsync("input[name=role][value='2']");
        await page.FillAsync("#contact", "林女士 13800138000");
        await page.SetInputFilesAsync("#evidence", new FilePayload { Name = "执照.pdf", MimeType = "application/pdf", Buffer = "%PDF"u8.ToArray() });
        await LookAsync(page, "form", found);
        await page.ClickAsync("#apply");
        await page.Locator("#application[data-state=WAITING]").WaitForAsync();
        await LookAsync(page, "waiting", found);

        // Taken back, and another; that one is put right.
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.ClickAsync("#withdraw");
        await page.FillAsync("#party", Applicant["party/gln/".Length..]);
        await page.FillAsync("#nameZh", "福州半盏茶辅");
        await page.CheckAsync("input[name=role][value='2']");
        await page.FillAsync("#contact", "林女士 13800138000");
        await page.ClickAsync("#apply");
        await page.ClickAsync("#correct");
        Assert.Equal(("福州半盏茶辅", "林女士 13800138000", true), (await page.InputValueAsync("#nameZh"), await page.InputValueAsync("#contact"), await page.IsCheckedAsync("input[name=role][value='2']")));
        await page.FillAsync("#nameZh", "福州半盏茶铺");
        await page.SetInputFilesAsync("#evidence", new FilePayload { Name = "执照.pdf", MimeType = "application/pdf", Buffer = "%PDF"u8.ToArray() });
        await LookAsync(page, "correcting application", found);
        await page.ClickAsync("#apply");
        await page.Locator("#application[data-state=WAITING]").WaitForAsync();
        var reference = (await page.Locator(".reference").InnerTextAsync()).Trim();

        await RegisterAtTheDeskAsync(reference, found, mistakes);

        await page.ClickAsync("#again");
        await page.Locator("#application[data-state=REGISTERED]").WaitForAsync();
        await page.GotoAsync($"{Origin}/desk");
        await page.Locator("#main .lead").WaitForAsync();
        await LookAsync(page, "empty desk", found);
        await page.EvaluateAsync("location.hash = 'keys'");
        await page.Locator(".keys .own").WaitForAsync();
        await LookAsync(page, "keys", found);
        // Its administrator grants a station's key, limited and with an end, out of the request that the station made.
        using var station = new Domain.Ledger.Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var key = Domain.Statements.StatementSigner.PublicKeyOf(station);
        var granted = TestParty.SubjectOf(Applicant, station);
        var possession = Domain.Statements.StatementSigner.Possession(stage.Client.Ledger, granted.Value, station);
        await page.FillAsync("#request", $"trace key request v1\nledger {stage.Client.Ledger}\nparty {Applicant}\npublic {key.Key.ToBase64()}\npossession {possession.ToBase64()}\n");
        await page.CheckAsync("input[name=role][value='2']");
        await page.FillAsync("#prefixes", "9521111");
        await page.FillAsync("#end", "2099-12-31");
        await page.ClickAsync("#keysGrant");
        await page.Locator("#main p.done").WaitForAsync();
        var grant = (await HistoryAsync(granted.Value)).Entries.Single().Entry.Statement.Message.KeyGrant;
        Assert.Equal(("9521111", Role.Seller, true), (grant.Prefixes.Single(), grant.Roles.Single(), grant.NotAfter > 0));

        await page.GotoAsync($"{Origin}/{Applicant}");
        Assert.Contains("/mark.svg", await page.Locator("pre.code").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator("img[src$='/mark.svg']").EvaluateAsync<bool>("img => img.decode().then(() => img.naturalWidth === 240)"));
        Assert.Empty(mistakes);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    // The registrar's desk, in a browser whose key the recovery key granted.
    private async Task RegisterAtTheDeskAsync(string reference, List<string> found, List<string> mistakes)
    {
        var keys = stage.Service.Services.GetRequiredService<LedgerKeys>();
        await using var device = await DeviceAsync("en-GB", 1280, ColorScheme.Light);
        var page = await device.NewPageAsync();
        Listen(page, mistakes);
        await page.GotoAsync($"{Origin}/desk#queue");
        await page.FillAsync("#party", keys.Registrar.Party!);
        await page.ClickAsync("button.main");
        using var recovery = Domain.Ledger.KeyText.Parse(await File.ReadAllTextAsync(Path.Combine(keys.Folder, "recovery.unseen"), Cancellation), out _);
        await GrantAsync((await page.Locator("#request").TextContentAsync())!, new Client.StatementFactory(stage.Client.Ledger, keys.Registrar.Party!, recovery), Role.Registrar);
        await page.Locator("nav .tab").First.WaitForAsync();
        await page.EvaluateAsync("location.hash = ''");
        await page.EvaluateAsync("location.hash = 'queue'");
        var application = page.Locator($".application[data-reference='{reference}']");
        await application.WaitForAsync();
        Assert.Contains("林女士 13800138000", await application.InnerTextAsync(), StringComparison.Ordinal);
        await application.Locator("text=Open the evidence").ClickAsync();
        Assert.Equal("执照.pdf", await application.Locator("a[download]").InnerTextAsync());
        await LookAsync(page, "queue", found);
        await application.Locator(".register").ClickAsync();
        await application.Locator("p.done", new LocatorLocatorOptions { HasText = "Signed, and being sent" }).WaitForAsync();
        await page.Locator("#outbox.recorded").WaitForAsync();
        Assert.Equal("福州半盏茶铺", (await HistoryAsync(Applicant)).Entries[0].Entry.Statement.Message.Registration.Name.Zh);
    }

    // The page may say "recorded" of what it sent before, for a moment.
    private async Task<Domain.Ledger.VerifiedHistory> HistoryAsync(string subject)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await stage.Client.ReadHistoryAsync(subject, cancellation: Cancellation);
            }
            catch (Client.RefusedException notYet) when (notYet.Reason == Reason.NotFound && attempt < 100)
            {
                await Task.Delay(100, Cancellation);
            }
        }
    }

    private Task<IBrowserContext> DeviceAsync(string locale, int width, ColorScheme scheme) => DeskPage.DeviceAsync(chromium, locale, width, scheme);

    private static void Listen(IPage page, List<string> mistakes) => DeskPage.Listen(page, mistakes);

    private static Task LookAsync(IPage page, string state, List<string> found) => DeskPage.LookAsync(page, state, found);

    private Task<string> GrantAsync(string request, Client.StatementFactory speaks, Role role) => DeskPage.GrantAsync(stage.Client, request, speaks, role);
}
