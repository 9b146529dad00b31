using System.Text.Json;
using Google.Protobuf;
using Microsoft.Playwright;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Benchmarks;

/// <summary>
/// A product page of 20 entries on a cheap phone, as Lighthouse imagines it: a processor four times slower, slow 4G of 1.6 Mbit/s down, 750 kbit/s up and
/// 150 ms there and back; nothing kept from an earlier visit. The page counts as there when it is drawn and all of its HTML is read. Headless Chromium on this machine, beside the service.
/// </summary>
internal static class PageBench
{
    private const int Runs = 5;
    private const string Item = "01/09521111100010/21/BENCH1";
    private const string Parcel = "parcel/sf/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private const string WatchBadge = """
        new MutationObserver(() => {
          const state = document.getElementById('badge')?.dataset.state;
          if (state !== undefined && state !== 'checking' && window.badgeAt === undefined) [window.badgeAt, window.badgeState] = [performance.now(), state];
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
        """;

    // As inside WeChat and on HarmonyOS.
    private const string NoEd25519 = """
        const importKey = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
          return algorithm === 'Ed25519' ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : importKey.call(this, format, data, algorithm, ...rest);
        };
        """;

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    /// <summary>Rows: milliseconds to the page and to the badge, with the browser's Ed25519 and with the library, and what came over the line.</summary>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(BenchLedger ledger)
    {
        if ((Environment.GetEnvironmentVariable("TRACE_CHROMIUM") ?? Array.Find(s_places, File.Exists)) is not { } chromium)
        {
            throw new InvalidOperationException("Chromium is missing: install the package chromium, or name one in TRACE_CHROMIUM");
        }

        await TellAsync(ledger);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
        var address = new Uri(ledger.Http, $"/{Item}").ToString();

        // What the service makes for the first reader it keeps for the others.
        _ = await VisitAsync(browser, address, WatchBadge);
        var own = await VisitsAsync(browser, address, WatchBadge);
        var library = await VisitsAsync(browser, address, NoEd25519 + WatchBadge);
        return
        [
            Row($"page of 20 entries drawn and read to its end, 4x slower processor, slow 4G, of 1 s; {own[0].Bytes / 1024.0:N0} KiB on the line, script {own[0].ScriptBytes / 1024.0:N1}", own.Select(visit => visit.PageMs), 1000),
            Row("its badge, by the browser's Ed25519, of 2 s", own.Select(visit => visit.BadgeMs), 2000),
            Row($"its badge, by the page's library, of 2 s; script {library[0].ScriptBytes / 1024.0:N1} KiB on the line", library.Select(visit => visit.BadgeMs), 2000),
        ];
    }

    private static Measurement Row(string name, IEnumerable<double> milliseconds, double budget)
    {
        double[] sorted = [.. milliseconds.Order()];
        return new Measurement(name, 1000 / sorted[sorted.Length / 2], sorted[sorted.Length / 2], sorted[^1], sorted[sorted.Length / 2] / budget);
    }

    private static async Task<IReadOnlyList<Visit>> VisitsAsync(IBrowser browser, string address, string script)
    {
        var visits = new List<Visit>();
        for (var i = 0; i < Runs; i++)
        {
            visits.Add(await VisitAsync(browser, address, script));
        }

        return visits;
    }

    private static async Task<Visit> VisitAsync(IBrowser browser, string address, string script)
    {
        await using var device = await browser.NewContextAsync(new BrowserNewContextOptions { Locale = "zh-CN", ViewportSize = new ViewportSize { Width = 360, Height = 640 } });
        await device.AddInitScriptAsync(script);
        var page = await device.NewPageAsync();
        var devtools = await device.NewCDPSessionAsync(page);
        await devtools.SendAsync("Network.enable");
        await devtools.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object> { ["offline"] = false, ["latency"] = 150, ["downloadThroughput"] = 1_600_000 / 8, ["uploadThroughput"] = 750_000 / 8 });
        await devtools.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 4 });
        await page.GotoAsync(address);
        await page.Locator("#badge[data-state]:not([data-state=checking])").WaitForAsync();
        var seen = await page.EvaluateAsync<JsonElement>("""
            () => {
              const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
              const sum = (some) => some.reduce((bytes, one) => bytes + one.transferSize, 0);
              return {
                page: Math.max(performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.getEntriesByType('navigation')[0].domInteractive), badge: window.badgeAt, state: window.badgeState,
                bytes: sum(all), script: sum(all.filter((one) => one.name.endsWith('.js'))),
              };
            }
            """);
        return seen.GetProperty("state").GetString() == "verified"
            ? new Visit(seen.GetProperty("page").GetDouble(), seen.GetProperty("badge").GetDouble(), seen.GetProperty("bytes").GetInt64(), seen.GetProperty("script").GetInt64())
            : throw new InvalidOperationException($"the badge says {seen.GetProperty("state").GetString()}: {await page.Locator("#badge").TextContentAsync()}");
    }

    private static async Task TellAsync(BenchLedger ledger)
    {
        await using var client = ledger.Connect();
        using var claim = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        Task SayAsync(Client.StatementFactory by, string subject, IMessage payload) => client.RecordAsync(by.Make(SubjectKey.Parse(subject), payload));
        await SayAsync(ledger.Seller, "01/09521111100010", new Listing
        {
            Name = new Text { Zh = "福鼎白茶 白牡丹", En = "Fuding White Peony" },
            Category = Category.Tea,
            Label = new Label { Ingredients = new Text { Zh = "白茶" }, NetContent = new Quantity { Thousandths = 100_000, Unit = Unit.Gram }, ProducerName = "福鼎茶厂", MadeOn = 20260401, ShelfLifeDays = 1080 },
        });
        await SayAsync(ledger.Seller, Item, new Sale { Lot = "L1", ClaimKey = StatementSigner.PublicKeyOf(claim) });
        await SayAsync(ledger.Seller, Item, new Shipment { Lot = "L1", Parcel = Parcel, From = "350000", To = "110000" });
        for (var i = 0; i < 16; i++)
        {
            await SayAsync(ledger.Courier, Parcel, new Transit { Activity = i == 0 ? TransitActivity.PickedUp : i % 2 == 0 ? TransitActivity.Arrived : TransitActivity.Departed });
        }

        await SayAsync(ledger.Courier, Parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes });
    }

    private sealed record Visit(double PageMs, double BadgeMs, long Bytes, long ScriptBytes);
}
