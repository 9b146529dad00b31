using Deque.AxeCore.Playwright;
using Google.Protobuf;
using Microsoft.Playwright;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A desk in a browser of its own: its key is made there, and somebody grants it.</summary>
internal sealed class DeskPage(IBrowserContext device, IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    /// <summary>Id of its key, in hex.</summary>
    public string KeyId { get; private set; } = "";

    // What the page shows of it may be a moment behind.
    private const string AllSent = """
        () => new Promise((done) => {
            const opening = indexedDB.open('trace-desk');
            opening.onsuccess = () => {
                const reading = opening.result.transaction('statements').objectStore('statements').getAll();
                reading.onsuccess = () => {
                    opening.result.close();
                    done(reading.result.every((one) => one.state !== 'waiting'));
                };
            };
        })
        """;

    /// <summary>What went wrong in its script, and what axe found.</summary>
    public List<string> Found { get; } = [];

    /// <summary>Opens a party's desk with a key that is granted these roles.</summary>
    public static async Task<DeskPage> OpenAsync(Chromium chromium, LedgerClient client, StatementFactory granter, string origin, string party, string locale, int width, ColorScheme scheme, params Role[] roles)
    {
        var device = await DeviceAsync(chromium, locale, width, scheme);
        var desk = new DeskPage(device, await device.NewPageAsync());
        Listen(desk.Page, desk.Found);
        await desk.Page.GotoAsync($"{origin}/desk");
        await desk.Page.FillAsync("#party", party["party/gln/".Length..]);
        await desk.Page.ClickAsync("button.main");
        desk.KeyId = await GrantAsync(client, (await desk.Page.Locator("#request").TextContentAsync())!, granter, roles);
        await desk.Page.Locator("nav .tab, .cases, .lead").First.WaitForAsync();
        return desk;
    }

    /// <summary>The case that a complaint began, once the desk shows it.</summary>
    public async Task OpenCaseAsync(SubjectKey item)
    {
        await Page.EvaluateAsync("location.hash = ''; location.reload()");
        await Page.Locator(".cases li button").First.WaitForAsync();
        var csv = await CsvAsync();
        var row = csv.Split('\n').Skip(1).ToList().FindIndex(line => line.TrimStart('\uFEFF').StartsWith($"{item.Value},", StringComparison.Ordinal));
        await Page.Locator(".cases li button").Nth(row).ClickAsync();
        await Page.Locator("#history li.case").WaitForAsync();
    }

    /// <summary>The rows of what is shown.</summary>
    public async Task<string> CsvAsync()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.ClickAsync("#csv"));
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }

    /// <summary>Says something to the case that is open, and waits until the ledger has it.</summary>
    public async Task SayAsync(string act, Enum outcome, string text, string? amount = null)
    {
        await Page.SelectOptionAsync("#act", act);
        await Page.SelectOptionAsync("#outcome", Convert.ToInt32(outcome, null).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (amount is not null) await Page.FillAsync("#amount", amount);
        await Page.FillAsync("#answer", text);
        await Page.ClickAsync("#sign");
        await Page.Locator("#told.done").WaitForAsync();
        await Page.WaitForFunctionAsync(AllSent);
        await Page.Locator("#outbox.recorded").WaitForAsync();
    }

    public Task LookAsync(string state) => LookAsync(Page, state, Found);

    public ValueTask DisposeAsync() => device.DisposeAsync();

    public static Task<IBrowserContext> DeviceAsync(Chromium chromium, string locale, int width, ColorScheme scheme) =>
        chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });

    public static void Listen(IPage page, List<string> mistakes)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error") mistakes.Add(message.Text);
        };
        page.PageError += (_, error) => mistakes.Add(error);
        page.SetDefaultTimeout(20_000);
    }

    /// <summary>What axe finds on the page as it is, and whether it is wider than the window; into TRACE_PICTURES as well.</summary>
    public static async Task LookAsync(IPage page, string state, List<string> found)
    {
        found.AddRange((await page.RunAxe()).Violations.Select(violation => $"{state}: {violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
        {
            found.Add($"{state}: wider than the window");
        }

        if (Environment.GetEnvironmentVariable("TRACE_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{state.Replace(' ', '-')}-{page.ViewportSize!.Width}.png"), FullPage = true });
        }
    }

    /// <summary>Grants what a browser asks for in its five lines; returns the key's id.</summary>
    public static async Task<string> GrantAsync(LedgerClient client, string request, StatementFactory speaks, params Role[] roles)
    {
        string Value(string name) => request.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..];
        var key = new PublicKey { Algorithm = Algorithm.Ed25519, Key = ByteString.FromBase64(Value("public")) };
        var subject = SubjectKey.ForKey(SubjectKey.Parse(Value("party")), Domain.Ledger.KeyId.Of(key).AsSpan());
        await client.RecordAsync(speaks.Make(subject, new KeyGrant { Key = key, Possession = ByteString.FromBase64(Value("possession")), Roles = { roles } }), TestContext.Current.CancellationToken);
        return subject.KeyId!;
    }
}
