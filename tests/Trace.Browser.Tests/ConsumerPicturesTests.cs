using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>
/// Pictures of what consumers see, for looking at and for docs, into the folder that TRACE_PICTURES names: each page on a phone and at a desk, in both
/// languages, its first screen and the whole. TRACE_PICTURES_OF names a service with the sample that is up, from which those of docs are; without it a
/// smaller story is told. A machine without Chinese fonts draws boxes.
/// </summary>
public sealed class ConsumerPicturesTests(PostgresFixture postgres, Chromium chromium)
{
    private static readonly (string Name, string Address)[] s_story =
        [("item", $"/{TeaStory.Item}"), ("recalled", $"/{TeaStory.Recalled}"), ("lot", $"/{TeaStory.Lot}"), ("product", $"/{TeaStory.Product}"), ("party", $"/{TeaStory.Producer}"), ("buyer", $"/buyer/{TeaStory.Item}"), ("report", $"/report/{TeaStory.Item}")];

    [Theory]
    [InlineData("zh", 360, ColorScheme.Light)]
    [InlineData("en", 360, ColorScheme.Light)]
    [InlineData("en", 360, ColorScheme.Dark)]
    [InlineData("zh", 1280, ColorScheme.Light)]
    [InlineData("en", 1280, ColorScheme.Light)]
    public async Task Pages_are_pictured(string language, int width, ColorScheme colours)
    {
        var folder = PictureFolder.OrSkip();
        var up = Environment.GetEnvironmentVariable("TRACE_PICTURES_OF") is { Length: > 0 } named ? named.TrimEnd('/') : null;
        await using var story = up is null ? await TeaStory.TellAsync(postgres) : null;
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions
        {
            Locale = language == "zh" ? "zh-CN" : "en-GB",
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 740 : 800 },
            DeviceScaleFactor = 2,
        });
        var page = await device.NewPageAsync();
        foreach (var (name, address) in PicturedPages.Always.Concat(up is null ? s_story : PicturedPages.OfSample))
        {
            await PicturedPages.GoAsync(page, (up ?? story!.Origin) + address);

            var path = Path.Combine(folder, $"{name}-{language}-{width}-{colours}".ToLowerInvariant());
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = $"{path}.png" });
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = $"{path}-whole.png", FullPage = true, Scale = ScreenshotScale.Css });
        }
    }
}
