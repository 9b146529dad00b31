using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>The item's own page, where the QR code of an insert leads: the code is taken there, and what buyers said is read there.</summary>
public sealed class ItemPageTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task The_QR_code_of_an_insert_leads_over_the_items_page_to_the_first_check_and_no_server_learns_the_code()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, $"{shop.Origin}/{item.Subject}#{item.Claim.Code.Text}");

        await buyer.Page.Locator("[data-claim-subject]").WaitForAsync();
        Assert.Equal($"{shop.Origin}/{item.Subject}", buyer.Page.Url);
        Assert.Equal($"{shop.Origin}/{item.Subject}", await buyer.Page.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].name"));
        await buyer.Page.ClickAsync("[data-claim-subject] a");
        await buyer.RecordAsync();
        await buyer.Page.CheckAsync("#review input[name=rating][value='5']");
        await buyer.Page.FillAsync("#review textarea", "<b>花香</b>\nsecond line");
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.UntilRecordedAsync("kindReview");

        // Anybody's page, without a script: the text as text, and its picture's place.
        await using var stranger = await chromium.NewDeviceAsync(new BrowserNewContextOptions { JavaScriptEnabled = false, Locale = "en-GB" });
        var page = await stranger.NewPageAsync();
        await page.GotoAsync($"{shop.Origin}/{item.Subject}");
        await Assertions.Expect(page.Locator("#reviews p.text")).ToHaveTextAsync("<b>花香</b> second line");
        Assert.Equal(0, await page.Locator("#reviews p.text b").CountAsync());

        await buyer.Page.Locator("#written .erase").ClickAsync();
        await buyer.Page.Locator("#written .erase-yes").ClickAsync();
        await buyer.Page.Locator("#written .erased").WaitForAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#reviews .erased")).ToHaveTextAsync("Text and pictures were erased, at the author’s request or as the law requires.");
        Assert.DoesNotContain("花香", await page.ContentAsync(), StringComparison.Ordinal);
        await shop.VerifiedAsync(item.Subject);
        FirstCheckTests.AssertUnknownToServers(item.Claim.Code, shop.Client.Ledger, buyer.Sent);
    }

    [Fact]
    public async Task A_complaint_shows_who_must_answer_first_and_by_when()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.CheckedAsync(device, item);
        await buyer.OpenFormAsync("complaint");
        await buyer.Page.ClickAsync("#complaint button.main");
        await buyer.UntilRecordedAsync("kindComplaint");

        await buyer.Page.ClickAsync("#top .back");
        var cases = buyer.Page.Locator("#cases");
        await Assertions.Expect(cases).ToContainTextAsync("Must answer first");
        await Assertions.Expect(cases.Locator(".terms li")).ToHaveTextAsync([new Regex("^First answer not yet due"), new Regex("^The platform takes over if there is no answer"), new Regex("^The platform decides not yet due")]);
        await VerifiedAsync(buyer.Page);

        var complaint = (await shop.VerifiedAsync(item.Subject))[^1].Entry.Statement;
        await shop.Client.RecordAsync(shop.Speaks.Make(SubjectKey.Parse(item.Subject), new Refund { Answers = Google.Protobuf.ByteString.CopyFrom(complaint.Identity.AsSpan()), Outcome = PaymentOutcome.Paid }), TestContext.Current.CancellationToken);
        await buyer.Page.ReloadAsync();
        await Assertions.Expect(cases.Locator(".case-steps")).ToContainTextAsync("Refund");
        await Assertions.Expect(cases.Locator(".paid")).ToContainTextAsync("paid");
        await Assertions.Expect(cases.Locator(".terms li").First).ToHaveTextAsync(new Regex("^First answer in time"));
        await Assertions.Expect(cases).Not.ToContainTextAsync("takes over");

        // The page's script finds in the history what the page shows, deadlines that time alone makes and all.
        await VerifiedAsync(buyer.Page);
    }

    private static async Task VerifiedAsync(IPage page)
    {
        await page.Locator("#badge[data-state]:not([data-state=checking])").WaitForAsync();
        Assert.Equal("verified", await page.Locator("#badge").GetAttributeAsync("data-state"));
    }
}
