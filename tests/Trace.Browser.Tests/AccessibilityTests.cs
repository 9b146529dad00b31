using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>axe finds nothing on any page of the product, in either language, at both widths, light and dark; and nothing is wider than the screen.</summary>
public sealed class AccessibilityTests(PostgresFixture postgres, Chromium chromium)
{
    private static readonly int[] s_widths = [320, 1280];
    private static readonly string[] s_locales = ["zh-CN", "en-GB"];

    private static string[] Pages =>
    [
        $"/{TeaStory.Item}", $"/{TeaStory.Recalled}", $"/{TeaStory.Lot}", $"/{TeaStory.Product}", $"/{TeaStory.Producer}", "/parcel", "/01/09506000134352", "/01/09521111100011", $"/{TeaStory.Item}?linkType=gs1:none",
    ];

    [Fact]
    public async Task Axe_finds_nothing_on_any_page()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        var found = new List<string>();
        foreach (var locale in s_locales)
        {
            foreach (var width in s_widths)
            {
                foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme, BypassCSP = true });
                    var page = await device.NewPageAsync();
                    foreach (var address in Pages)
                    {
                        found.AddRange((await CheckAsync(page, story.Origin + address)).Select(problem => $"{address} {locale} {width} {scheme}: {problem}"));
                    }
                }
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<IEnumerable<string>> CheckAsync(IPage page, string address)
    {
        await page.GotoAsync(address);

        // What is folded up is looked at too.
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one, i) => { if (i < 3) one.open = true; })");
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var result = await page.RunAxe();
        return result.Violations
            .Select(violation => $"{violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}")
            .Concat(wide > 0 ? [$"{wide} px wider than the screen"] : []);
    }
}
