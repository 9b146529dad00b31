using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Testing;

namespace Trace.Browser.Tests;

/// <summary>Pictures of the pages for looking at and for docs, into the folder that TRACE_PICTURES names: small and large, in both languages, light and dark.</summary>
public sealed class PicturesTests(PostgresFixture postgres, Chromium chromium)
{
    [Theory]
    [InlineData("zh", 360, ColorScheme.Light)]
    [InlineData("en", 360, ColorScheme.Dark)]
    [InlineData("en", 1280, ColorScheme.Light)]
    [InlineData("zh", 1280, ColorScheme.Dark)]
    public async Task Pages_are_pictured(string language, int width, ColorScheme colours)
    {
        var folder = PictureFolder.OrSkip();
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions
        {
            Locale = language == "zh" ? "zh-CN" : "en-GB",
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 780 : 800 },
        });
        var station = await StationPage.OpenAsync(device, shop.Address);
        var name = 0;
        Task ShootAsync(string what) => station.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{++name:00}-{what}-{language}-{width}-{colours}.png".ToLowerInvariant()), FullPage = true });

        await ShootAsync("enrol");
        var request = await station.AskAsync("6901234500011");
        await station.Page.Locator(".qr svg").WaitForAsync();
        await ShootAsync("grant");
        await shop.GrantAsync(request, V1.Role.Producer, V1.Role.Seller);
        await station.UntilGrantedAsync();
        await ShootAsync("begin");
        await station.ScanAsync("6901234567892");
        await station.Page.WaitForTimeoutAsync(500);
        await ShootAsync("product");
        await station.ScanAsync("https://example.com/menu");
        await ShootAsync("wrong");
        await station.ScanAsync("SF1234567890123");
        await station.Page.Locator(".label svg").First.WaitForAsync();
        await station.UntilSentAsync(2);
        await station.Page.WaitForTimeoutAsync(300);
        await ShootAsync("done");
        if (width > 600 && language == "en")
        {
            // The page that the browser hands to the printer: what is printed stays on it while it is.
            await station.Page.EvaluateAsync("() => { document.getElementById('print').append(...[...document.querySelectorAll('#labels .label')].map((label) => label.cloneNode(true))); }");
            await station.Page.PdfAsync(new PagePdfOptions { Path = Path.Combine(folder, "dispatch-print.pdf"), PreferCSSPageSize = true, PrintBackground = true });
        }

        await station.Page.EvaluateAsync("location.hash = 'parcels'; location.reload()");
        await station.Page.Locator("#parcels li").WaitForAsync();
        await ShootAsync("parcels");
        await station.Page.EvaluateAsync("location.hash = 'settings'; location.reload()");
        await station.Page.Locator("#key .fingerprint").WaitForAsync();
        await ShootAsync("settings");
        await station.Page.EvaluateAsync("location.hash = 'batch'; location.reload()");
        await station.Page.Locator("#main .card").First.WaitForAsync();
        await ShootAsync("batch");
        await station.Page.SetInputFilesAsync("#file", Path.Combine(Repository.Root, "samples", "dispatch", "kuaidizhushou.csv"));
        await station.Page.Locator("#understood").WaitForAsync();
        await ShootAsync("file");
    }
}
