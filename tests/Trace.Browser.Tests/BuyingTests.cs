using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SkiaSharp;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Domain.Barcodes;
using Trace.Domain.Disclosures;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

/// <summary>A buyer's life with a purchase: first check, review with a photograph, follow-up, complaint and its answers, return, erasure.</summary>
public sealed class BuyingTests(PostgresFixture postgres, Chromium chromium)
{
    // What a browser inside another app may lack. Each is off before the page's script runs.
    private const string NothingModern = """
        for (const name of ['generateKey', 'importKey', 'sign', 'verify']) {
          const was = crypto.subtle[name].bind(crypto.subtle);
          crypto.subtle[name] = (...all) => all.flat().some((one) => one === 'Ed25519' || one?.name === 'Ed25519') ? Promise.reject(new DOMException('', 'NotSupportedError')) : was(...all);
        }
        Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } });
        Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() { return undefined; } });
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "browser")]
    [InlineData(true, "stored")]
    public async Task A_purchase_is_checked_reviewed_followed_up_complained_of_and_erased(bool isOld, string custody)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        if (isOld) await device.AddInitScriptAsync(NothingModern);
        var buyer = await BuyerPage.OpenAsync(device, $"{item.Address}#{item.Claim.Code.Text}");
        await buyer.RecordAsync();
        Assert.Equal(custody, await buyer.Page.Locator("#custody").GetAttributeAsync("data-custody"));

        // A review needs a rating; tags, text and a photograph that says where it was taken.
        await buyer.Page.ClickAsync("#review button.main");
        await Assertions.Expect(buyer.Page.Locator("#review .problem")).ToHaveTextAsync("Choose a rating from 1 to 5.");
        await buyer.Page.CheckAsync("#review input[name=rating][value='4']");
        await buyer.Page.GetByLabel("fresh", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await buyer.Page.FillAsync("#review textarea", "香气足\u202E <script>document.title='owned'</script>\u0007");
        await buyer.Page.SetInputFilesAsync("#review input[type=file]", new FilePayload { Name = "tea.jpg", MimeType = "image/jpeg", Buffer = Photograph() });
        await buyer.Page.Locator("#review .pictures img").WaitForAsync();
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.UntilRecordedAsync("kindReview");

        // The photograph's place left this device in no request.
        Assert.DoesNotContain(buyer.Sent, request => request.Contains("GPS-MARK", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = new Uri(shop.Origin) };
        var review = await LastAsync(shop, item, PayloadOneofCase.Review);
        Assert.Equal((4u, ReviewTag.Fresh), (review.Message.Review.Rating, review.Message.Review.Tags.Single()));
        Assert.Equal("香气足 <script>document.title='owned'</script>", await http.GetStringAsync($"/content/{review.Identity}/text", Cancellation));
        var picture = await http.GetByteArrayAsync($"/content/{review.Identity}/pictures/1", Cancellation);
        Assert.Null(BareJpeg.Problem(picture));
        Assert.DoesNotContain("GPS-MARK", Encoding.Latin1.GetString(picture), StringComparison.Ordinal);

        // One follow-up, and then no more.
        await buyer.Page.Locator("#review summary", new PageLocatorOptions { HasText = "Follow-up review" }).WaitForAsync();
        await buyer.OpenFormAsync("review");
        await buyer.Page.CheckAsync("#review input[name=rating][value='2']");
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.UntilRecordedAsync("kindFollowUpReview");
        await Assertions.Expect(buyer.Page.Locator("#review")).ToContainTextAsync("there is one of each");

        await buyer.OpenFormAsync("complaint");
        await buyer.Page.SelectOptionAsync("#complaint select[name=category]", "4");
        await buyer.Page.SelectOptionAsync("#complaint select[name=remedy]", "2");
        await buyer.Page.FillAsync("#complaint textarea", "it smells of smoke");
        await buyer.Page.ClickAsync("#complaint button.main");
        await buyer.UntilRecordedAsync("kindComplaint");
        var complaint = await LastAsync(shop, item, PayloadOneofCase.Complaint);
        Assert.Equal((Shop.Party, ComplaintCategory.Quality, Remedy.ReturnAndRefund), (complaint.Message.Complaint.Respondent, complaint.Message.Complaint.Category, complaint.Message.Complaint.Remedy));

        // The seller answers; the buyer asks the platform all the same, and in the end closes the case.
        await shop.Client.RecordAsync(shop.Speaks.Make(SubjectKey.Parse(item.Subject), new Reply { Answers = Google.Protobuf.ByteString.CopyFrom(complaint.Identity.AsSpan()), Outcome = ReplyOutcome.Refused }), Cancellation);
        await buyer.Page.ReloadAsync();
        await Assertions.Expect(buyer.Page.Locator($"#written li[data-identity='{complaint.Identity}'] .answers")).ToContainTextAsync("Answer");
        await buyer.Page.ClickAsync("#written .escalate");
        await buyer.UntilRecordedAsync("kindEscalation");
        Assert.Equal(EscalationReason.NotSatisfied, (await LastAsync(shop, item, PayloadOneofCase.Escalation)).Message.Escalation.Reason);
        await buyer.OpenFormAsync("return");
        await buyer.Page.ClickAsync("#return button.main");
        await buyer.UntilRecordedAsync("kindReturnRequest");
        await buyer.Page.ClickAsync("#written .close");
        await buyer.UntilRecordedAsync("kindClosure");

        // Erased: gone from the server, told as erased, and the record verifies as before.
        var row = buyer.Page.Locator($"#written li[data-identity='{review.Identity}']");
        await row.Locator(".erase").ClickAsync();
        await row.Locator(".erase-yes").ClickAsync();
        await Assertions.Expect(row.Locator(".erased")).ToHaveTextAsync("Text and pictures were erased at your request.");
        Assert.Equal(HttpStatusCode.Gone, (await http.GetAsync($"/content/{review.Identity}/text", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await http.GetAsync($"/content/{review.Identity}/pictures/1", Cancellation)).StatusCode);
        Assert.Equal(
            [PayloadOneofCase.Sale, PayloadOneofCase.Opening, PayloadOneofCase.Review, PayloadOneofCase.Review, PayloadOneofCase.Complaint, PayloadOneofCase.Reply, PayloadOneofCase.Escalation, PayloadOneofCase.ReturnRequest, PayloadOneofCase.Closure],
            (await shop.VerifiedAsync(item.Subject)).Select(entry => entry.Entry.Statement.Kind));
        Assert.DoesNotContain("owned", await buyer.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(buyer.Mistakes);
        FirstCheckTests.AssertUnknownToServers(item.Claim.Code, shop.Client.Ledger, buyer.Sent);
    }

    [Fact]
    public async Task Without_Ed25519_in_WebCrypto_the_key_is_wrapped_and_signs_all_the_same()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        await device.AddInitScriptAsync(NothingModern[..NothingModern.IndexOf("Object.defineProperty", StringComparison.Ordinal)]);
        var buyer = await BuyerPage.CheckedAsync(device, item);

        Assert.Equal("wrapped", await buyer.Page.Locator("#custody").GetAttributeAsync("data-custody"));
        await buyer.Page.ReloadAsync();
        await buyer.Page.Locator("#review input[name=rating][value='3']").CheckAsync();
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.UntilRecordedAsync("kindReview");
    }

    [Fact]
    public async Task The_accounts_code_is_added_to_the_same_key_and_a_parcels_review_says_of_which_line()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var (paper, account) = (Trace.Client.Claim.Create(shop.Client.Ledger), Trace.Client.Claim.Create(shop.Client.Ledger));
        var parcel = SubjectKey.Parse("00/069012345000000011");
        var lines = new[] { new Line { Subject = Shop.Tea, Line_ = 3 }, new Line { Subject = $"{Shop.Tea}/10/L7", Line_ = 7 } };
        var sale = (await shop.Client.RecordAsync(shop.Speaks.Make(parcel, new Sale { ClaimKey = paper.Key, Lines = { lines } }), Cancellation)).Entry.Statement;
        var platform = shop.Service.Services.GetRequiredService<LedgerKeys>().Platform;
        var confirms = new Sale { ClaimKey = account.Key, Confirms = Google.Protobuf.ByteString.CopyFrom(sale.Identity.AsSpan()) };
        await shop.Client.RecordAsync(new Trace.Client.StatementFactory(shop.Client.Ledger, platform.Party!, platform.Signer).Make(parcel, confirms), Cancellation);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, $"{shop.Origin}/buyer/{parcel}");
        await buyer.TypeCodeAsync(paper.Code.Text);
        await buyer.RecordAsync();

        await buyer.OpenFormAsync("check");
        await buyer.TypeCodeAsync(account.Code.Text);
        await buyer.Page.ClickAsync("#record");
        await Assertions.Expect(buyer.Page.Locator("#sent li[data-kind='kindOpening'][data-state='recorded']")).ToHaveCountAsync(2);
        await buyer.Page.Locator("#main:not([aria-busy])").WaitForAsync();
        await buyer.Page.SelectOptionAsync("#review select[name=line]", "7");
        await buyer.Page.CheckAsync("#review input[name=rating][value='5']");
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.UntilRecordedAsync("kindReview");

        var said = (await shop.VerifiedAsync(parcel.Value)).Select(entry => entry.Entry.Statement.Message).ToList();
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Sale, PayloadOneofCase.Opening, PayloadOneofCase.Opening, PayloadOneofCase.Review], said.Select(one => one.PayloadCase));
        Assert.Equal(said[2].Opening.BuyerKey, said[3].Opening.BuyerKey);
        Assert.Equal(7u, said[4].Review.Line);
        Assert.Empty(buyer.Mistakes);
    }

    [Fact]
    public async Task Anybody_reports_without_a_code_adds_to_it_and_erases_its_text()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var author = await BuyerPage.OpenAsync(device, $"{shop.Origin}/report/{Shop.Tea}");
        await author.Page.SelectOptionAsync("#report select[name=category]", "3");
        await author.Page.FillAsync("#report textarea", "grown elsewhere");
        await author.Page.ClickAsync("#report button.main");
        await author.UntilRecordedAsync("kindReport");

        await author.Page.ReloadAsync();
        await author.OpenFormAsync("follow-up-0");
        await author.Page.ClickAsync("#follow-up-0 button.main");
        await Assertions.Expect(author.Page.Locator("#follow-up-0 .problem")).ToHaveTextAsync("Write what is to be added.");
        await author.Page.FillAsync("#follow-up-0 textarea", "see the box");
        await author.Page.ClickAsync("#follow-up-0 button.main");
        await author.UntilRecordedAsync("kindFollowUp");
        var rows = author.Page.Locator("#written li[data-identity]");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        foreach (var at in new[] { 0, 1 })
        {
            await rows.Nth(at).Locator(".erase").ClickAsync();
            await rows.Nth(at).Locator(".erase-yes").ClickAsync();
            await rows.Nth(at).Locator(".erased").WaitForAsync();
        }

        var said = (await shop.VerifiedAsync(Shop.Tea)).Select(entry => entry.Entry.Statement).ToList();
        Assert.Equal([PayloadOneofCase.Listing, PayloadOneofCase.Report, PayloadOneofCase.FollowUp], said.Select(one => one.Kind));
        Assert.Equal(ReportCategory.FalseOrigin, said[1].Message.Report.Category);
        Assert.Empty(author.Mistakes);
    }

    [Fact]
    public async Task A_review_that_meets_no_server_waits_and_is_sent_when_there_is_one_again()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.CheckedAsync(device, item);
        await buyer.Page.CheckAsync("#review input[name=rating][value='5']");

        await shop.StopAsync();
        await buyer.Page.ClickAsync("#review button.main");
        await buyer.Page.Locator("#sent li[data-kind='kindReview'][data-state='waiting']").WaitForAsync();
        await shop.StartAsync();
        // Even where the page was closed before: what waits is on disk.
        await buyer.Page.ReloadAsync();
        await buyer.UntilRecordedAsync("kindReview");

        Assert.Equal(PayloadOneofCase.Review, (await shop.VerifiedAsync(item.Subject))[^1].Entry.Statement.Kind);
    }

    [Theory]
    [InlineData("zh-CN", "首次验码", "任何服务器都不持有它")]
    [InlineData("en-GB", "First check", "no server holds")]
    public async Task The_page_is_in_the_readers_language_and_without_JavaScript_says_plainly_why_it_can_do_nothing(string locale, string heading, string plainly)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale });
        var buyer = await BuyerPage.OpenAsync(device, item.Address);
        await Assertions.Expect(buyer.Page.Locator("#check h2")).ToHaveTextAsync(heading);
        await buyer.Page.ClickAsync("#top button");
        await Assertions.Expect(buyer.Page.Locator("#check h2")).Not.ToHaveTextAsync(heading);

        await using var plain = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, JavaScriptEnabled = false });
        var page = await plain.NewPageAsync();
        await page.GotoAsync(item.Address);
        Assert.Contains(plainly, await page.Locator("noscript").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_keyboard_alone_a_code_is_checked_and_a_review_sent()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, item.Address);
        await buyer.Page.Locator("#code").WaitForAsync();

        await TabToAsync(buyer, "code");
        await buyer.Page.Keyboard.TypeAsync(item.Claim.Code.Grouped);
        await buyer.Page.Keyboard.PressAsync("Enter");
        await buyer.Page.Locator("#record").WaitForAsync();
        await TabToAsync(buyer, "record");
        await buyer.Page.Keyboard.PressAsync("Enter");
        await buyer.Page.Locator("#yours").WaitForAsync();
        await TabToAsync(buyer, "rating");
        await buyer.Page.Keyboard.PressAsync("Space");
        await buyer.Page.Keyboard.PressAsync("ArrowRight");
        await TabToAsync(buyer, "text");
        await buyer.Page.Keyboard.TypeAsync("by keys");
        await TabToAsync(buyer, "Sign and send the review");
        await buyer.Page.Keyboard.PressAsync("Enter");
        await buyer.UntilRecordedAsync("kindReview");

        Assert.Equal(2u, (await LastAsync(shop, item, PayloadOneofCase.Review)).Message.Review.Rating);
    }

    // The next element by Tab whose id, name or text it is.
    private static async Task TabToAsync(BuyerPage buyer, string wanted)
    {
        for (var step = 0; step < 60; step++)
        {
            await buyer.Page.Keyboard.PressAsync("Tab");
            if (await buyer.Page.EvaluateAsync<bool>("wanted => { const at = document.activeElement; return [at.id, at.name, at.textContent].includes(wanted); }", wanted)) return;
        }

        Assert.Fail($"no way by Tab to {wanted}");
    }

    private static async Task<Domain.Statements.ParsedStatement> LastAsync(Shop shop, SoldItem item, PayloadOneofCase kind) =>
        (await shop.VerifiedAsync(item.Subject)).Select(entry => entry.Entry.Statement).Last(statement => statement.Kind == kind);

    // As a phone makes it: an application segment that says where.
    private static byte[] Photograph()
    {
        using var bitmap = new SKBitmap(640, 480);
        bitmap.Erase(new SKColor(120, 80, 30));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        var jpeg = data.ToArray();
        byte[] exif = [.. "Exif\0\0"u8, .. "II*\0\u0008\0\0\0\0\0\0\0\0\0"u8, .. "GPS-MARK 26.0613 N 119.3062 E"u8];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
