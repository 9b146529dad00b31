using Microsoft.Playwright;

namespace Trace.Browser.Tests;

/// <summary>
/// The pictures of docs/pages.md: each page of the sample, on a phone in Chinese and at a desk in English. <c>build/pictures</c> makes them again; it names
/// the folder by TRACE_PICTURES and the service by TRACE_PICTURES_OF.
/// </summary>
public sealed class PagePicturesTests(Chromium chromium)
{
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
        foreach (var (name, address) in PicturedPages.Always.Concat(PicturedPages.OfSample))
        {
            await PicturedPages.GoAsync(page, origin.TrimEnd('/') + address);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "pages", $"{name}-{where}.jpg"), Type = ScreenshotType.Jpeg, Quality = 74 });
        }
    }
}
