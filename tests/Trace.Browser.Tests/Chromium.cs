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

    // Much longer than any test takes. What a page is asked to evaluate has no time limit of its own, and would hold all tests up for ever.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    // What a page does in a second takes a machine that does much else at once a good deal longer.
    private const float Patience = 90_000;

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

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
    }

    /// <summary>A browser of its own for one test, with more arguments: a camera that shows a film, for instance.</summary>
    public async Task<IBrowser> LaunchForTestAsync(params string[] more)
    {
        var browser = await LaunchAsync(more);
        CloseInTime(() => browser.CloseAsync());
        return browser;
    }

    /// <summary>A fresh profile for one test: a person's device on its first day.</summary>
    public async Task<IBrowserContext> NewDeviceAsync(BrowserNewContextOptions? how = null)
    {
        Assert.SkipWhen(_browser is null, "Chromium is missing: install the package chromium, or name one in TRACE_CHROMIUM");
        var device = await _browser!.NewContextAsync(how ?? new BrowserNewContextOptions { Locale = "en-GB" });
        device.SetDefaultTimeout(Patience);
        CloseInTime(() => device.CloseAsync());
        return device;
    }

    private Task<IBrowser> LaunchAsync(params string[] more)
    {
        Assert.SkipWhen(_playwright is null, "Chromium is missing: install the package chromium, or name one in TRACE_CHROMIUM");
        return _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = _path, Args = [.. s_arguments, .. more] });
    }

    // Closed, it lets whatever waits for it fail, with the name of what was waited for. Closing what is closed does nothing.
    private static void CloseInTime(Func<Task> close) => _ = Task.Delay(s_longest, TestContext.Current.CancellationToken).ContinueWith(
        async (_) => await close(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
