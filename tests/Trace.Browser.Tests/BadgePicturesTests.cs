using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>Pictures of the badge as it is when all is well, opened, and when it is not, into the folder that TRACE_PICTURES names.</summary>
public sealed class BadgePicturesTests(PostgresFixture postgres, Chromium chromium)
{
    [Theory]
    [InlineData("zh", 360, ColorScheme.Light)]
    [InlineData("en", 360, ColorScheme.Dark)]
    [InlineData("en", 1280, ColorScheme.Light)]
    public async Task The_badge_is_pictured(string language, int width, ColorScheme colours)
    {
        var folder = PictureFolder.OrSkip();
        await using var tea = await SoldTea.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions
        {
            Locale = language == "zh" ? "zh-CN" : "en-GB",
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 780 : 800 },
        });
        Task ShootAsync(IPage page, string what) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"badge-{what}-{language}-{width}.png") });

        var page = await ProductPage.OpenAsync(device, tea.Address);
        await page.StateAsync();
        await ShootAsync(page.Page, "good");
        await page.Page.ClickAsync("#badge summary");
        await page.Badge.ScrollIntoViewIfNeededAsync();
        await ShootAsync(page.Page, "open");
        page = await ProductPage.OpenAsync(device, tea.Address, TamperedServer.Html(html => html.Replace("Peony</span>", "Needle</span>", StringComparison.Ordinal).Replace("白牡丹</span>", "白毫银针</span>", StringComparison.Ordinal)));
        await page.StateAsync();
        await page.Badge.ScrollIntoViewIfNeededAsync();
        await ShootAsync(page.Page, "red");
    }
}
