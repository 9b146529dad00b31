using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

public sealed class InsecureTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task A_page_opened_where_a_browser_gives_no_keys_says_so_in_one_sentence_and_gives_the_right_address()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var browser = await chromium.LaunchForTestAsync("--host-resolver-rules=MAP shop.test 127.0.0.1");
        await using var device = await browser.NewContextAsync(new BrowserNewContextOptions { Locale = "en-GB" });
        var page = await device.NewPageAsync();

        await page.GotoAsync(shop.Address.Replace("localhost", "shop.test", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator("#insecure")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#insecure a")).ToHaveAttributeAsync("href", shop.Address);
        await Assertions.Expect(page.Locator("#main")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_page_is_in_the_browsers_language_and_switches_without_a_network()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = "zh-CN" });
        var station = await shop.EnrolAsync(device);
        var chinese = await station.PromptAsync();

        await device.SetOfflineAsync(true);
        await station.Page.ClickAsync("#top .plain");
        var english = await station.PromptAsync();

        Assert.Contains("扫商品", chinese.Text, StringComparison.Ordinal);
        Assert.Contains("Scan a product", english.Text, StringComparison.Ordinal);
        Assert.Equal("en", await station.Page.Locator("html").GetAttributeAsync("lang"));
    }
}
