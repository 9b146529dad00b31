using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Domain.Statements;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Serving;
using Trace.Labels.Tests;
using Trace.Symbols;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

/// <summary>What a station does beside packing: it prints, looks at photographs, sells by the lot, and is updated.</summary>
public sealed class StationTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Product = "6901234567892";
    private const string Parcel = "069012345000000011";

    [Fact]
    public async Task An_insert_that_the_browser_prints_holds_the_code_whose_key_the_Sale_names_and_is_forgotten()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        // What is on the page while the print dialogue is open is what comes out on paper.
        await device.AddInitScriptAsync("window.print = () => { window.printedText = document.getElementById('print').textContent; window.printedLabels = document.querySelectorAll('#print .label').length; };");
        var station = await shop.EnrolAsync(device);
        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        await station.Page.ClickAsync("#print-labels");
        await station.Page.WaitForFunctionAsync("() => window.printedText !== undefined && document.getElementById('print').childElementCount === 0");

        Assert.Equal(1, await station.Page.EvaluateAsync<int>("window.printedLabels"));
        var text = await station.Page.EvaluateAsync<string>("window.printedText");
        var code = System.Text.RegularExpressions.Regex.Match(text, "[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}").Value;
        await AssertOpensAsync(shop, code);
        // Nothing of it is kept: neither in what waits nor in the list of parcels.
        var kept = await station.Page.EvaluateAsync<string>("""
            async () => {
              const db = await new Promise((done) => { const asked = indexedDB.open('trace-station'); asked.onsuccess = () => done(asked.result); asked.onerror = () => done(null); });
              let all = '';
              for (const name of db?.objectStoreNames ?? []) {
                const rows = await new Promise((done) => { const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
                all += JSON.stringify(rows, (key, value) => (typeof value === 'bigint' ? String(value) : value));
              }
              return all;
            }
            """);
        Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_come_out_of_the_printer_beside_the_station_with_nobody_touching_the_screen()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        using var folder = new TemporaryFolder();
        using var printer = new KeepingListener();
        await using var server = await ServeAsync(shop, folder, printer);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await station.SetAsync("grain", "item");
        await SetPrinterAsync(station, server.OpeningAddress);

        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);
        // The item's label came when its serial was allotted, the insert's when the parcel was done.
        await Assertions.Expect(station.Page.Locator("#printed")).ToHaveAttributeAsync("data-before", "1");
        await Assertions.Expect(station.Page.Locator("#printed")).ToHaveAttributeAsync("data-printed", "1");
        await station.Page.ClickAsync("#print-again");
        await Assertions.Expect(station.Page.Locator("#printed")).ToHaveAttributeAsync("data-printed", "2");

        Assert.Empty(station.Mistakes);
        Assert.Equal([1, 1, 2], printer.Jobs.Select(job => Burnt.Of(job).Count()));
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });
        var texts = Burnt.Of(printer.Jobs[2]).SelectMany(label => reader.Read(label.ToPicture(), TestContext.Current.CancellationToken)).Select(read => read.Text).ToList();
        var item = (await shop.LogAsync()).Select(entry => entry.Statement.Message).Single(statement => statement.Shipment is not null).Subject;
        Assert.Contains(texts, text => text.EndsWith($"/{item}", StringComparison.Ordinal));
        await AssertOpensAsync(shop, texts.Single(text => text.Contains('#', StringComparison.Ordinal)).Split('#')[1], item);
        using var journal = new Journal(Path.Combine(folder.Path, "labels.db"));
        Assert.Equal((LabelState.Printed, 1), (journal.Label(item)!.State, journal.Label(item)!.Reprints));
    }

    [Fact]
    public async Task A_printer_that_is_not_there_is_said_and_the_browser_prints_instead()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await SetPrinterAsync(station, $"http://127.0.0.1:9/#{new string('A', 32)}");

        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        await Assertions.Expect(station.Page.Locator("#labels .problem")).ToContainTextAsync("http://127.0.0.1:9");
        await Assertions.Expect(station.Page.Locator("#print-labels")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_parcel_is_recorded_from_a_photograph()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        foreach (var (kind, text) in new[] { ("ean13", Product), ("gs1_128", $"(00){Parcel}") })
        {
            var photograph = await Film.PhotographAsync(station.Page, kind, text);
            await station.Page.SetInputFilesAsync("input[type=file][accept='image/*']", new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = photograph });
            if (kind == "ean13") await Assertions.Expect(station.Page.Locator(".packed li")).ToHaveCountAsync(1);
        }

        await station.UntilSentAsync(2);

        Assert.Empty(station.Mistakes);
        Assert.Equal(2, await Verified.EntriesAsync(shop, $"00/{Parcel}"));
    }

    [Fact]
    public async Task By_the_lot_a_product_is_sold_from_the_lot_of_the_day()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await station.SetAsync("grain", "lot");
        var mayAnswer = new TaskCompletionSource();
        await device.RouteAsync("**/trace.v1.Ledger/GetHistory", async route =>
        {
            await mayAnswer.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await route.ContinueAsync();
        });

        await station.Page.EvaluateAsync("document.activeElement?.blur()");
        await station.Page.Keyboard.TypeAsync(Product);
        await station.Page.Keyboard.PressAsync("Enter");
        await station.Page.FillAsync("#lot", "FD2604");
        // The product's name arrives while the lot is being typed, and what is typed stays.
        var answer = station.Page.WaitForResponseAsync("**/trace.v1.Ledger/GetHistory");
        mayAnswer.SetResult();
        await answer;
        await station.Page.EvaluateAsync("new Promise((done) => setTimeout(done, 200))");
        await Assertions.Expect(station.Page.Locator("#lot")).ToHaveValueAsync("FD2604");
        await station.Page.ClickAsync(".ask button.main");
        await Assertions.Expect(station.Page.Locator(".packed li")).ToHaveCountAsync(1);
        // The second needs no question any more, and is one more of the same.
        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        Assert.Empty(station.Mistakes);
        var entries = await shop.VerifiedAsync($"{Shop.Tea}/10/FD2604");
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment], entries.Select(entry => entry.Entry.Statement.Kind));
        Assert.Equal($"00/{Parcel}", entries[1].Entry.Statement.Message.Shipment.Parcel);
        // How many is the shop's secret: sealed, and not in the open.
        Assert.All(entries, entry => Assert.NotNull(entry.Entry.Statement.Message.Sealed));
        Assert.Equal(2, await Verified.EntriesAsync(shop, $"{Shop.Tea}/10/FD2604"));
    }

    [Fact]
    public async Task A_new_version_waits_until_it_is_wanted_and_loses_nothing_that_waits()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await station.Page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
        await station.Page.ReloadAsync();
        await station.UntilGrantedAsync();
        shop.IsLedgerAway = true;
        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilWaitingAsync(2);

        shop.WorkerVersion = "0123456789abcdef";
        await station.Page.EvaluateAsync("navigator.serviceWorker.getRegistration('/dispatch').then((registration) => registration.update()).then(() => true)");
        await station.Page.Locator("#update").WaitForAsync();
        var during = await CachesAsync(station);
        await station.Page.ClickAsync("#update button");
        await station.Page.WaitForFunctionAsync("() => caches.keys().then((names) => names.filter((name) => name.startsWith('dispatch-')).join() === 'dispatch-0123456789abcdef')");
        await station.Page.Locator("#prompt").WaitForAsync();
        await station.UntilWaitingAsync(2);
        shop.IsLedgerAway = false;
        await station.UntilSentAsync(2);

        // Until then the old version answered, whole.
        Assert.Equal(2, during.Length);
        Assert.Equal(2, await Verified.EntriesAsync(shop, $"00/{Parcel}"));
    }

    private static Task<string[]> CachesAsync(StationPage station) => station.Page.EvaluateAsync<string[]>("caches.keys().then((names) => names.filter((name) => name.startsWith('dispatch-')))");

    private static async Task SetPrinterAsync(StationPage station, string address)
    {
        await station.GoAsync("settings");
        await station.Page.FillAsync("#printer", address);
        await station.Page.Locator("#printer").BlurAsync();
        await station.Page.Locator(".saved:not(:empty)").WaitForAsync();
        await station.GoAsync("");
        await station.UntilGrantedAsync();
    }

    private static Task<LocalServer> ServeAsync(Shop shop, TemporaryFolder folder, KeepingListener printer)
    {
        var to = $"tcp:127.0.0.1:{printer.Port}";
        return LocalServer.StartAsync(
            new ServeSettings
            {
                Port = 0,
                Printers = [(to, Destination.Parse(to, "tspl"))],
                Origin = new Uri(shop.Address).GetLeftPart(UriPartial.Authority),
                Address = PublicAddress.Of("https://trace.example"),
                Token = Token.Load(folder.Path, renew: false),
                OpenJournal = () => new Journal(Path.Combine(folder.Path, "labels.db")),
            },
            TestContext.Current.CancellationToken);
    }

    // Whoever has the code has the key that the Sale names.
    private static async Task AssertOpensAsync(Shop shop, string code, string? subject = null)
    {
        var sale = (await shop.VerifiedAsync(subject ?? $"00/{Parcel}"))[0].Entry.Statement.Message.Sale;
        using var signer = Client.Claim.SignerOf(ClaimCode.Parse(code), shop.Client.Ledger);
        Assert.Equal(StatementSigner.PublicKeyOf(signer), sale.ClaimKey);
    }
}
