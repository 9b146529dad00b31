using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Testing;

namespace Trace.Browser.Tests;

/// <summary>axe finds nothing on any page of the product, in either language, at both widths, light and dark; and nothing is wider than the screen.</summary>
public sealed class AccessibilityTests(PostgresFixture postgres, Chromium chromium)
{
    // Each two of language, width and scheme meet.
    private static readonly (string Locale, (int Width, ColorScheme Scheme)[] Screens)[] s_looks =
        [("zh-CN", [(320, ColorScheme.Light), (1280, ColorScheme.Dark)]), ("en-GB", [(320, ColorScheme.Dark), (1280, ColorScheme.Light)])];

    private static string[] Pages =>
    [
        $"/{TeaStory.Item}", $"/{TeaStory.Recalled}", $"/{TeaStory.Lot}", $"/{TeaStory.Product}", $"/{TeaStory.Producer}", $"/reach/{TeaStory.Lot}", "/apply", "/operator/notices", "/parcel", "/", "/scan", "/verify.html", $"/buyer/{TeaStory.Item}", $"/report/{TeaStory.Item}", "/01/09506000134352", "/01/09521111100011", $"/{TeaStory.Item}?linkType=gs1:none",
    ];

    [Fact]
    public async Task Axe_finds_nothing_on_any_page()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        var found = new List<string>();
        foreach (var (locale, screens) in s_looks)
        {
            await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
            var page = await device.NewPageAsync();
            foreach (var (i, address) in Pages.Index())
            {
                await page.GotoAsync(story.Origin + address);
                await page.Locator("main:not([aria-busy]):not(:has(> p.quiet:only-child))").WaitForAsync();

                // What is folded up is looked at too.
                await page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one, i) => { if (i < 3) one.open = true; })");
                // In turn, where not all is asked for: a page on a phone in one language and at a desk in the other.
                foreach (var (width, scheme) in Thorough.IsAll ? screens : [screens[locale == "zh-CN" ? i % 2 : (i + 1) % 2]])
                {
                    await page.SetViewportSizeAsync(width, 800);
                    await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                    found.AddRange((await CheckAsync(page)).Select(problem => $"{address} {locale} {width} {scheme}: {problem}"));
                }
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<IEnumerable<string>> CheckAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var widest = wide > 0 ? await page.EvaluateAsync<string>("() => [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth).map((one) => one.outerHTML.slice(0, 80)).slice(0, 3).join('; ')") : "";
        // What is clipped is for those who listen.
        var squeezed = await page.EvaluateAsync<string>("""
            () => {
                const isClipped = (one) => one !== null && (getComputedStyle(one).clipPath !== 'none' || isClipped(one.parentElement));
                return [...document.querySelectorAll('main :not(option, script, style, template)')]
                    .filter((one) => one instanceof HTMLElement && one.textContent.trim().length > 8 && one.checkVisibility() && one.getBoundingClientRect().width < 8 && !isClipped(one))
                    .map((one) => one.outerHTML.slice(0, 80)).slice(0, 3).join('; ');
            }
            """);
        var result = await page.RunAxe();
        return result.Violations
            .Select(violation => $"{violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => $"{node.Html} {string.Join(", ", node.Any.Select(check => check.Message))}"))}")
            .Concat(wide > 0 ? [$"{wide} px wider than the screen: {widest}"] : [])
            .Concat(squeezed.Length > 0 ? [$"no width is left to {squeezed}"] : []);
    }
}
