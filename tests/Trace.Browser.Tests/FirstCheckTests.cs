using System.Text;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

/// <summary>The first check by a typed code and by a QR code, in every order in which WeChat keeps or loses what is behind #.</summary>
public sealed class FirstCheckTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task A_typed_code_is_recorded_by_a_key_of_the_buyers_own_and_no_server_learns_it()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, item.Address);

        // As people type: lower case, blanks, O for 0 and l for 1.
        await buyer.TypeCodeAsync(item.Claim.Code.Grouped.ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l'));
        await buyer.Page.Locator("#record").WaitForAsync();
        var says = await buyer.Page.Locator("#check").InnerTextAsync();
        await buyer.RecordAsync();
        await buyer.UntilRecordedAsync("kindOpening");

        Assert.Contains("code was used. It says nothing of the goods’ own seal", says, StringComparison.Ordinal);
        Assert.Contains("right of return is not touched", says, StringComparison.Ordinal);
        Assert.Equal("browser", await buyer.Page.Locator("#custody").GetAttributeAsync("data-custody"));
        var entries = await shop.VerifiedAsync(item.Subject);
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Opening], entries.Select(entry => entry.Entry.Statement.Kind));
        Assert.Equal(KeyId.Of(item.Claim.Key), entries[1].Entry.Statement.Key);
        Assert.Empty(buyer.Mistakes);
        AssertUnknownToServers(item.Claim.Code, shop.Client.Ledger, buyer.Sent);
    }

    [Theory]
    [InlineData("", "these are 0")]
    [InlineData("ABCDE", "these are 5")]
    [InlineData("U", "“U”, is in no code")]
    public async Task What_is_no_code_is_told_by_the_character_that_is_wrong(string typed, string told)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, item.Address);
        await buyer.TypeCodeAsync(typed);
        await Assertions.Expect(buyer.Page.Locator("#code-problem")).ToContainTextAsync(told);

        // One character misread: the check character says so.
        var code = item.Claim.Code.Text;
        await buyer.TypeCodeAsync((code[0] == 'Z' ? 'Y' : 'Z') + code[1..]);
        await Assertions.Expect(buyer.Page.Locator("#code-problem")).ToContainTextAsync($"“{code[^1]}”, does not go with the others");

        await buyer.TypeCodeAsync(ClaimCode.Generate().Text);
        await Assertions.Expect(buyer.Page.Locator("#code-problem")).ToContainTextAsync("belongs to no recorded sale");
    }

    // Kept: the address arrives whole. The page keeps the seed, replaces the address and loads again without the code.
    [Fact]
    public async Task A_code_behind_the_hash_is_taken_out_of_address_and_history_before_anything_is_loaded_with_it()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.OpenAsync(device, "about:blank");
        var loads = 0;
        buyer.Page.Request += (_, request) => loads += request.IsNavigationRequest ? 1 : 0;

        await buyer.Page.GotoAsync($"{item.Address}#{item.Claim.Code.Text}");
        await buyer.Page.Locator("#record").WaitForAsync();

        Assert.Equal(item.Address, buyer.Page.Url);
        Assert.Equal(2, loads);
        Assert.Equal(item.Address, await buyer.Page.EvaluateAsync<string>("document.URL"));
        // What the page was loaded from, which is what WeChat shares and opens elsewhere.
        Assert.Equal(item.Address, await buyer.Page.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].name"));
        await buyer.RecordAsync();
        Assert.Empty(await buyer.Page.EvaluateAsync<string[]>("Object.keys(sessionStorage)"));
        await buyer.Page.GoBackAsync();
        Assert.Equal("about:blank", buyer.Page.Url);
        AssertUnknownToServers(item.Claim.Code, shop.Client.Ledger, buyer.Sent);
    }

    // Lost: a redirect on the way drops what is behind #. The code is typed.
    [Fact]
    public async Task Where_a_redirect_loses_the_code_the_page_asks_for_it()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        await device.RouteAsync("**/middle", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = $"<script>location.replace({System.Text.Json.JsonSerializer.Serialize(item.Address)})</script>" }));
        var buyer = await BuyerPage.OpenAsync(device, $"{shop.Origin}/middle#{item.Claim.Code.Text}");

        await buyer.Page.WaitForURLAsync(item.Address);
        await Assertions.Expect(buyer.Page.Locator("#code")).ToBeVisibleAsync();
        await buyer.TypeCodeAsync(item.Claim.Code.Grouped);
        await buyer.RecordAsync();
    }

    // Put back: a web view loads the address again that it was first opened with, code and all.
    [Fact]
    public async Task Where_the_code_comes_back_after_the_reload_it_is_taken_out_again_and_nothing_loads_for_ever()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        await device.AddInitScriptAsync($"if (location.pathname.startsWith('/buyer/')) history.replaceState(null, '', location.pathname + '#{item.Claim.Code.Text}');");
        var buyer = await BuyerPage.OpenAsync(device, "about:blank");
        var loads = 0;
        buyer.Page.Request += (_, request) => loads += request.IsNavigationRequest ? 1 : 0;

        await buyer.Page.GotoAsync($"{item.Address}#{item.Claim.Code.Text}");
        await buyer.Page.Locator("#record").WaitForAsync();

        Assert.Equal(2, loads);
        Assert.Equal(item.Address, buyer.Page.Url);
        await buyer.RecordAsync();
        AssertUnknownToServers(item.Claim.Code, shop.Client.Ledger, buyer.Sent);
    }

    [Fact]
    public async Task A_code_that_was_used_before_says_so_with_its_date_before_anything_else_and_leads_to_a_report()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var thief = await chromium.NewDeviceAsync();
        await using var device = await chromium.NewDeviceAsync();
        var first = await BuyerPage.CheckedAsync(thief, item);

        // On the item's page, where the QR code leads, as soon as a code is at hand.
        var buyer = await BuyerPage.OpenAsync(device, $"{shop.Origin}/{item.Subject}#{item.Claim.Code.Text}");
        await Assertions.Expect(buyer.Page.Locator(".code-read.used h2")).ToContainTextAsync("A code of this item was used before: ");
        await buyer.Page.ClickAsync(".code-read .button:not(.main)");
        await buyer.Page.Locator("#used").WaitForAsync();
        var top = await buyer.Page.Locator("#main :is(h1, h2)").First.InnerTextAsync();

        Assert.StartsWith("This code was used before: ", top, StringComparison.Ordinal);
        Assert.Contains($"{DateTime.UtcNow:yyyy}", top, StringComparison.Ordinal);
        Assert.Contains("the label may be copied", await buyer.Page.Locator("#used").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await buyer.Page.Locator("#record").CountAsync());

        // Recorded as what it is, and grants nothing.
        await buyer.Page.ClickAsync("#used summary");
        await buyer.Page.ClickAsync("#second");
        await buyer.UntilRecordedAsync("kindOpening");
        Assert.Equal(0, await buyer.Page.Locator("#yours").CountAsync());

        await buyer.Page.ReloadAsync();
        await buyer.Page.ClickAsync("#report-copied");
        Assert.Equal("8", await buyer.Page.Locator("#report select[name=category]").InputValueAsync());
        await buyer.Page.ClickAsync("#report button.main");
        await buyer.UntilRecordedAsync("kindReport");
        Assert.Equal(
            [PayloadOneofCase.Sale, PayloadOneofCase.Opening, PayloadOneofCase.Opening, PayloadOneofCase.Report],
            (await shop.VerifiedAsync(item.Subject)).Select(entry => entry.Entry.Statement.Kind));
        Assert.Empty(buyer.Mistakes);
    }

    [Fact]
    public async Task Cleared_and_restored_from_the_recovery_sheet_the_key_reviews_again()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var item = await SoldItem.SellAsync(shop);
        await using var device = await chromium.NewDeviceAsync();
        var buyer = await BuyerPage.CheckedAsync(device, item);
        var sheet = await buyer.Page.Locator("#sheet-key").InnerTextAsync();
        var saving = buyer.Page.WaitForDownloadAsync();
        await buyer.Page.ClickAsync("#sheet-save");
        var saved = await File.ReadAllTextAsync((await (await saving).PathAsync())!, TestContext.Current.CancellationToken);
        await buyer.Page.ClickAsync("#sheet-done");
        await Assertions.Expect(buyer.Page.Locator("#sheet")).ToHaveCountAsync(0);
        // Once only: not after the page was opened again.
        await buyer.Page.ReloadAsync();
        await buyer.Page.Locator("#yours").WaitForAsync();
        Assert.Equal(0, await buyer.Page.Locator("#sheet").CountAsync());

        await using var other = await chromium.NewDeviceAsync();
        var again = await BuyerPage.OpenAsync(other, item.Address);
        await again.Page.ClickAsync("#restore > summary");
        await again.Page.FillAsync("#restore-key", "AAAAA");
        await again.Page.ClickAsync("#restore button.main");
        await Assertions.Expect(again.Page.Locator("#restore .problem")).ToContainTextAsync("there are 53");
        await again.Page.FillAsync("#restore-key", sheet.ToLowerInvariant());
        await again.Page.ClickAsync("#restore button.main");
        await again.Page.Locator("#yours").WaitForAsync();
        await again.Page.Locator("#review input[name=rating][value='5']").CheckAsync();
        await again.Page.ClickAsync("#review button.main");
        await again.UntilRecordedAsync("kindReview");

        Assert.Contains(sheet, saved, StringComparison.Ordinal);
        Assert.Contains(item.Address, saved, StringComparison.Ordinal);
        Assert.Equal(5u, (await shop.VerifiedAsync(item.Subject))[^1].Entry.Statement.Message.Review.Rating);
    }

    /// <summary>In no request's address, headers or body stands the code or its seed, in any form in which a page would write it.</summary>
    internal static void AssertUnknownToServers(ClaimCode code, string ledger, IReadOnlyCollection<string> sent)
    {
        var seed = code.Seed(ledger);
        string[] forms =
        [
            code.Text, code.Grouped, code.Text.ToLowerInvariant(), code.Text[..19], Uri.EscapeDataString(code.Grouped),
            Encoding.Latin1.GetString(seed), Convert.ToHexStringLower(seed), Convert.ToBase64String(seed), Convert.ToBase64String(seed).TrimEnd('='), System.Buffers.Text.Base64Url.EncodeToString(seed),
        ];
        Assert.True(sent.Count > 3);
        Assert.All(sent, request => Assert.DoesNotContain(forms, form => request.Contains(form, StringComparison.OrdinalIgnoreCase)));
    }
}
