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
}
