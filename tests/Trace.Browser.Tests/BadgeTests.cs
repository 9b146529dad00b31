using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>What a buyer's own browser says of a page that is honest.</summary>
public sealed class BadgeTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task An_honest_page_is_verified_and_the_next_visit_remembers_it()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, tea.Address);

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        var words = await page.WordsAsync();
        Assert.Contains("Checked by this page: 20 entries, against the checkpoint of size", words, StringComparison.Ordinal);
        Assert.Contains("First visit", words, StringComparison.Ordinal);
        Assert.Empty(page.Mistakes);
        Assert.All(page.Asked, url => Assert.StartsWith(tea.Service.Http.ToString(), url, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Asked, url => url.EndsWith("ed25519.js", StringComparison.Ordinal));

        await tea.ListAgainAsync();
        await page.Page.ReloadAsync();
        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.DoesNotContain("First visit", await page.WordsAsync(), StringComparison.Ordinal);
        Assert.Contains(page.Asked, url => url.Contains("/v1/proofs/consistency?first=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_longer_than_a_page_of_one_is_verified_to_its_end()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await tea.ListOftenAsync(Api.Ledger.HistoryReader.MostEntries + 20);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, $"/{SoldTea.Product}").ToString());

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.Contains($"Checked by this page: {Api.Ledger.HistoryReader.MostEntries + 21} entries", await page.WordsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_tells_what_its_lot_was_made_from_is_verified_with_it()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await tea.MixAsync();
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, $"/{SoldTea.Mixed}").ToString());

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.True(await page.Page.Locator("#made [data-entry]").CountAsync() > 0);
    }

    [Fact]
    public async Task A_code_that_names_another_lot_than_the_record_is_verified_with_that_lots_recall()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await tea.RecallAsync(SoldTea.OtherLot);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, $"/{SoldTea.OtherLot}{SoldTea.Item[SoldTea.Product.Length..]}").ToString());

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
        Assert.Equal(1, await page.Page.Locator(".recall").CountAsync());
    }

    [Fact]
    public async Task A_copy_of_a_document_is_held_against_its_hash_on_record()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await tea.RecallAsync();
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, tea.Address);
        var copy = page.Page.Locator("label.copy input").First;
        var compared = page.Page.Locator("output.compared").First;

        await copy.SetInputFilesAsync(new FilePayload { Name = "notice.pdf", MimeType = "application/pdf", Buffer = "document"u8.ToArray() });
        await Assertions.Expect(compared).ToHaveTextAsync("notice.pdf is the file on record.");
        await copy.SetInputFilesAsync(new FilePayload { Name = "notice.pdf", MimeType = "application/pdf", Buffer = "Document"u8.ToArray() });
        await Assertions.Expect(compared).ToContainTextAsync("is not the file on record");
        Assert.Empty(page.Mistakes);
    }

    [Theory]
    [InlineData(SoldTea.Product)]
    [InlineData(SoldTea.Lot)]
    [InlineData(SoldTea.Parcel)]
    [InlineData("party/gln/6901234500011")]
    public async Task Pages_of_products_lots_parcels_and_parties_are_verified(string subject)
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, $"/{subject}").ToString());

        Assert.True(await page.StateAsync() == "verified", await page.WordsAsync());
    }

    [Fact]
    public async Task A_page_of_something_unknown_has_nothing_to_check_and_says_nothing()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(tea.Service.Http, "/01/06901234567908/21/NONE").ToString());

        await page.Page.Locator("main").WaitForAsync();
        Assert.Equal(0, await page.Page.Locator("#badge[data-state]").CountAsync());
    }

    [Fact]
    public async Task The_single_file_reads_a_page_of_another_host_by_its_address()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var other = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await ProductPage.OpenAsync(device, new Uri(other.Service.Http, "/verify.html").ToString());

        await page.Page.FillAsync("#address", tea.Address);
        await page.Page.ClickAsync("#by-address button");
        await page.Page.Locator("#result[data-state=verified]").WaitForAsync();

        var words = await page.Page.Locator("#result").TextContentAsync();
        Assert.Contains("No policy was given, so the site's own was used", words, StringComparison.Ordinal);
        Assert.Contains(SoldTea.Item, words, StringComparison.Ordinal);
        Assert.Empty(page.Mistakes);
    }
}
