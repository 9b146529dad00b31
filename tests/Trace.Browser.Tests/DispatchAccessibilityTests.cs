using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Serving;
using Trace.Testing;

namespace Trace.Browser.Tests;

/// <summary>axe finds nothing on the dispatch station in any of its states, nor on the label printer's page, in either language, narrow and wide, light and dark.</summary>
public sealed class DispatchAccessibilityTests(PostgresFixture postgres, Chromium chromium)
{
    // Each two of language, width and scheme meet.
    public static TheoryData<string, int, ColorScheme> Views => Thorough.IsAll
        ? new(("zh-CN", 320, ColorScheme.Light), ("en-GB", 320, ColorScheme.Dark), ("zh-CN", 1280, ColorScheme.Dark), ("en-GB", 1280, ColorScheme.Light))
        : new(("zh-CN", 320, ColorScheme.Light), ("en-GB", 1280, ColorScheme.Dark));

    [Theory, MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_at_the_station(string locale, int width, ColorScheme scheme)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await DeviceAsync(locale, width, scheme);
        var found = new List<string>();
        var station = await StationPage.OpenAsync(device, shop.Address);
        Task LookAsync(string state) => CheckAsync(station.Page, state, found);

        await station.Page.Locator("#party").WaitForAsync();
        await LookAsync("enrol");
        var request = await station.AskAsync("6901234500011");
        await station.Page.Locator(".qr svg").WaitForAsync();
        await LookAsync("grant");
        await shop.GrantAsync(request, V1.Role.Producer, V1.Role.Seller);
        await station.UntilGrantedAsync();
        await LookAsync("begin");
        await station.ScanAsync("6901234567892");
        await LookAsync("product");
        await station.ScanAsync("https://example.com/menu");
        await LookAsync("wrong");
        await station.ScanAsync("00069012345000000011");
        await station.Page.Locator(".label svg").First.WaitForAsync();
        await station.UntilSentAsync(2);
        await LookAsync("done");
        await station.GoAsync("parcels");
        await station.Page.Locator("#parcels li").WaitForAsync();
        await LookAsync("parcels");
        await station.GoAsync("settings");
        await station.Page.Locator("#key .fingerprint").WaitForAsync();
        await LookAsync("settings");
        await station.GoAsync("batch");
        await LookAsync("batch");
        await station.Page.SetInputFilesAsync("#file", Path.Combine(Repository.Root, "samples", "dispatch", "kuaidizhushou.csv"));
        await station.Page.Locator("#understood").WaitForAsync();
        await LookAsync("file");

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory, MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_at_the_label_printer(string locale, int width, ColorScheme scheme)
    {
        using var folder = new TemporaryFolder();
        await using var server = await LocalServer.StartAsync(
            new ServeSettings { Port = 0, Printers = [("tcp:127.0.0.1:9", Destination.Parse("tcp:127.0.0.1:9", "tspl"))], Address = PublicAddress.Of(null), Token = Token.Load(folder.Path, renew: false), OpenJournal = () => new Journal(Path.Combine(folder.Path, "labels.db")) },
            TestContext.Current.CancellationToken);
        await using var device = await DeviceAsync(locale, width, scheme);
        var page = await device.NewPageAsync();
        var (found, mistakes) = (new List<string>(), new List<string>());
        page.Console += (_, message) =>
        {
            if (message.Type == "error") mistakes.Add(message.Text);
        };

        await page.GotoAsync(server.OpeningAddress);
        foreach (var kind in new[] { "item", "parcel", "insert" })
        {
            await page.CheckAsync($"input[value={kind}]", new PageCheckOptions { Force = true });
            await page.Locator("#picture[src]").WaitForAsync();
            await CheckAsync(page, kind, found);
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(mistakes);
        Assert.DoesNotContain('#', page.Url);
    }

    private Task<IBrowserContext> DeviceAsync(string locale, int width, ColorScheme scheme) => chromium.NewDeviceAsync(
        new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });

    private static async Task CheckAsync(IPage page, string state, List<string> found)
    {
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var result = await page.RunAxe();
        found.AddRange(result.Violations.Select(violation => $"{state}: {violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        if (wide > 0) found.Add($"{state}: {wide} px wider than the screen");
    }
}
