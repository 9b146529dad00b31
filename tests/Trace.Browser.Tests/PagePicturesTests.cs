using Microsoft.Playwright;

namespace Trace.Browser.Tests;

/// <summary>
/// The pictures of docs/pages.md: each page of the sample, on a phone in Chinese and at a desk in English. <c>build/pictures</c> makes them again; it names
/// the folder by TRACE_PICTURES and the service by TRACE_PICTURES_OF.
/// </summary>
public sealed class PagePicturesTests(Chromium chromium)
{
    // As samples/orders/README.md has them.
    private static readonly (string Name, string Address)[] s_pages =
    [
        ("front", "/"), ("scan", "/scan"), ("item", "/01/09520100100017/21/116HGA5V1YQ5"), ("recalled", "/01/09520100100017/21/0ZJ5SBYHDZ9D"), ("copied", "/01/09520100100017/21/9Z4C9FGPFZQH"),
        ("lot", "/01/09520100100017/10/YZ2026B"), ("product", "/01/09520100100017"), ("party", "/party/uscc/91999999MADEM0011Y"), ("reach", "/reach/01/09520100100017/10/YZ2026B"),
        ("buyer", "/buyer/01/09520100100017/21/116HGA5V1YQ5"), ("report", "/report/01/09520100100017/21/116HGA5V1YQ5"), ("parcel", "/parcel"), ("unknown", "/01/09506000134352"), ("verify", "/verify.html"),
    ];

    [Theory]
    [InlineData("phone", "zh-CN", 360, 740)]
    [InlineData("desk", "en-GB", 1280, 800)]
    public async Task The_pages_of_the_docs_are_pictured(string where, string locale, int width, int height)
    {
        var folder = PictureFolder.OrSkip();
        var origin = Environment.GetEnvironmentVariable("TRACE_PICTURES_OF");
        Assert.SkipWhen(string.IsNullOrEmpty(origin), "TRACE_PICTURES_OF names no service");
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        var page = await device.NewPageAsync();
        foreach (var (name, address) in s_pages)
        {
            await page.GotoAsync(origin.TrimEnd('/') + address);
            await page.Locator("main:not([aria-busy]):not(:has(> p.quiet:only-child))").WaitForAsync();
            if (await page.Locator("main[data-subject]:not([data-subject='']) #badge").CountAsync() > 0)
            {
                await page.Locator("#badge[data-state=verified]").WaitForAsync();
            }

            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "pages", $"{name}-{where}.jpg"), Type = ScreenshotType.Jpeg, Quality = 74 });
        }
    }
}
