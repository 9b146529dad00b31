using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Trace.Browser.Tests.Chromium))]

namespace Trace.Browser.Tests;

/// <summary>
/// The machine's own Chromium, driven by Playwright, one for the whole assembly: <c>TRACE_CHROMIUM</c> names it, else it is found where Debian and
/// others put it. Without one its tests are skipped, and <c>./test</c> says so.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    // The last four keep it from looking up hosts of its maker, which no test needs and a closed network refuses.
    private static readonly string[] s_arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private readonly string? _path = Environment.GetEnvironmentVariable("TRACE_CHROMIUM") is { Length: > 0 } named ? named : s_places.FirstOrDefault(File.Exists);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (_path is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
    }

    /// <summary>A browser of its own, with more arguments: a camera that shows a film, for instance.</summary>
    public Task<IBrowser> LaunchAsync(params string[] more)
    {
        Assert.SkipWhen(_playwright is null, "Chromium is missing: install the package chromium, or name one in TRACE_CHROMIUM");
        return _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = _path, Args = [.. s_arguments, .. more] });
    }

    /// <summary>A fresh profile: a person's device on its first day.</summary>
    public Task<IBrowserContext> NewDeviceAsync(BrowserNewContextOptions? how = null)
    {
        Assert.SkipWhen(_browser is null, "Chromium is missing: install the package chromium, or name one in TRACE_CHROMIUM");
        return _browser!.NewContextAsync(how ?? new BrowserNewContextOptions { Locale = "en-GB" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
