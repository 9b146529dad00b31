using System.Security.Cryptography;
using Deque.AxeCore.Playwright;
using Google.Protobuf;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A courier's round on a phone, in Chromium: three parcels, one of them with no network, each signed in the browser.</summary>
public sealed class CourierTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Party = "party/gln/9522222200002";

    private static readonly string[] s_parcels = ["00069012345000000011", "00069012345000000028", "00069012345000000035"];

    // A picture of one pixel.
    private static readonly byte[] s_picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData("zh-CN", ColorScheme.Light, "揽收")]
    [InlineData("en-GB", ColorScheme.Dark, "Picked up")]
    public async Task Three_parcels_are_picked_up_and_received_one_with_no_network_and_a_picture_stays_here(string locale, ColorScheme scheme, string pickedUp)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        using var other = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        await shop.Service.RegisterAsync(shop.Client, Party, "", other, Role.Courier);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = 360, Height = 780 }, ColorScheme = scheme, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce, AcceptDownloads = true });
        var found = new List<string>();
        var courier = await StationPage.OpenAsync(device, shop.Origin + "/courier");
        var page = courier.Page;
        await page.Locator("#party").WaitForAsync();
        await CheckAsync(page, "enrol", found);
        await shop.GrantAsync(await courier.AskAsync("9522222200002"), Role.Courier);
        await courier.UntilGrantedAsync();
        await CheckAsync(page, "begin", found);
        await page.EvaluateAsync("() => { location.hash = 'settings' }");
        await page.SelectOptionAsync("#from", "440000");
        await page.Locator(".saved:not(:empty)").WaitForAsync();
        await page.Locator("#key .fingerprint").WaitForAsync();
        await CheckAsync(page, "settings", found);
        await page.EvaluateAsync("() => { location.hash = '' }");

        // What is chosen once stays for the scans that follow.
        await ScanAsync(page, s_parcels[0], "#parcel button");
        await CheckAsync(page, "choice", found);
        await page.CheckAsync("#stay");
        await page.ClickAsync("button[data-activity=PICKED_UP]");
        await page.Locator("#keeping:visible").WaitForAsync();
        await SayAsync(page, s_parcels[1]);
        Assert.Contains(pickedUp, (await courier.PromptAsync()).Text, StringComparison.Ordinal);
        await device.SetOfflineAsync(true);
        await SayAsync(page, s_parcels[2]);
        await page.Locator("#outbox[data-waiting='1']").WaitForAsync();
        await CheckAsync(page, "offline", found);
        await page.ClickAsync("#keeping button");

        await ScanAsync(page, s_parcels[2], "#receive");
        await page.ClickAsync("#receive");
        await page.CheckAsync("input[name=manner][value='2']");
        await page.CheckAsync("input[name=agreed][value='2']");
        await page.SetInputFilesAsync("#picture", new FilePayload { Name = "door.png", MimeType = "image/png", Buffer = s_picture });
        await page.Locator(".preview:visible").WaitForAsync();
        await CheckAsync(page, "receiving", found);
        await PictureAsync(page, $"courier-receiving-{locale}");
        await page.ClickAsync("#sign");
        await page.Locator("#prompt[data-tone=done]").WaitForAsync();
        await page.Locator("#outbox[data-waiting='2']").WaitForAsync();
        await ScanAsync(page, "https://example.com/menu", "#prompt[data-tone=wrong]");
        await CheckAsync(page, "wrong", found);
        await device.SetOfflineAsync(false);
        await courier.UntilSentAsync(4);
        await PictureAsync(page, $"courier-{locale}");

        foreach (var (parcel, count) in s_parcels.Zip([1, 1, 2]))
        {
            var entries = await shop.VerifiedAsync($"00/{parcel[2..]}");
            Assert.Equal(count, entries.Count);
            Assert.Equal(("440000", TransitActivity.PickedUp, Party), (entries[0].Entry.Statement.Message.Place.Region, entries[0].Entry.Statement.Message.Transit.Activity, entries[0].Entry.Statement.Message.Party));
        }

        var receipt = (await shop.VerifiedAsync($"00/{s_parcels[2][2..]}"))[1].Entry.Statement.Message.Receipt;
        Assert.Equal((ReceiptManner.Agent, Agreed.No, "image/jpeg"), (receipt.Manner, receipt.Agreed, receipt.Proof.MediaType));
        await AssertKeptAsync(page, shop, receipt);
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(courier.Mistakes);
    }

    [Fact]
    public async Task A_receipt_put_right_within_the_minute_is_signed_too_and_what_is_scanned_twice_is_said_to_be()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        using var other = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        await shop.Service.RegisterAsync(shop.Client, Party, "", other, Role.Courier);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = "en-GB", ViewportSize = new ViewportSize { Width = 360, Height = 780 }, ReducedMotion = ReducedMotion.Reduce });
        var courier = await StationPage.OpenAsync(device, shop.Origin + "/courier");
        var page = courier.Page;
        await page.Locator("#party").WaitForAsync();
        // One minute holds all that follows.
        await page.Clock.SetFixedTimeAsync(DateTime.UtcNow);
        await shop.GrantAsync(await courier.AskAsync("9522222200002"), Role.Courier);
        await courier.UntilGrantedAsync();

        await ReceiveAsync(page, s_parcels[0], ReceiptManner.Recipient, Agreed.Yes);
        await page.Locator("#prompt[data-tone=done]").WaitForAsync();
        await ReceiveAsync(page, s_parcels[0], ReceiptManner.Agent, Agreed.No);
        await page.Locator("#prompt[data-tone=done]").WaitForAsync();
        await courier.UntilSentAsync(2);
        await ReceiveAsync(page, s_parcels[0], ReceiptManner.Agent, Agreed.No);
        await page.Locator("#prompt[data-tone=wrong]").WaitForAsync();
        Assert.Contains("Nothing new signed", (await courier.PromptAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator("#recent li.recorded").CountAsync());

        var receipts = (await shop.VerifiedAsync($"00/{s_parcels[0][2..]}")).Select(one => one.Entry.Statement.Message.Receipt);
        Assert.Equal([(ReceiptManner.Recipient, Agreed.Yes), (ReceiptManner.Agent, Agreed.No)], receipts.Select(one => (one.Manner, one.Agreed)));
        Assert.Empty(courier.Mistakes);
    }

    [Theory]
    [InlineData("zh-CN", ColorScheme.Dark)]
    [InlineData("en-GB", ColorScheme.Light)]
    public async Task What_is_refused_stays_in_sight_until_it_is_tried_again_and_what_is_not_so_is_corrected(string locale, ColorScheme scheme)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        using var other = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        await shop.Service.RegisterAsync(shop.Client, Party, "", other, Role.Courier, Role.Seller);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = 320, Height = 720 }, ColorScheme = scheme, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
        var found = new List<string>();
        var courier = await StationPage.OpenAsync(device, shop.Origin + "/courier");
        var page = courier.Page;
        await page.Locator("#party").WaitForAsync();

        // A key that may not say such things yet.
        var request = await courier.AskAsync("9522222200002");
        await shop.GrantAsync(request, Role.Seller);
        await courier.UntilGrantedAsync();
        await ScanAsync(page, s_parcels[0], "#parcel button");
        await page.ClickAsync("#more summary");
        await CheckAsync(page, "more", found);
        await PictureAsync(page, $"courier-more-{locale}");
        await page.ClickAsync("button[data-activity=REFUSED]");
        await page.Locator("#refused li").WaitForAsync();
        await page.Locator("#recent li.refused").WaitForAsync();
        await CheckAsync(page, "refused", found);
        await PictureAsync(page, $"courier-refused-{locale}");

        // More parcels than the list has rows.
        await shop.GrantAsync(request, Role.Courier);
        await ScanAsync(page, Parcel(0), "#parcel button");
        await page.CheckAsync("#stay");
        await page.ClickAsync("button[data-activity=ARRIVED]");
        for (var i = 1; i < 8; i++)
        {
            await ScanAsync(page, Parcel(i), $".what:has-text('{Parcel(i)[^4..]}')");
        }

        await page.Locator("#outbox[data-waiting='0'][data-recorded='8'][data-refused='1']").WaitForAsync();
        await page.Locator("#recent li.refused").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await page.ClickAsync("#refused button");
        await courier.UntilSentAsync(9);
        await page.Locator("#refused").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await page.ClickAsync("#keeping button");

        // The newest of them did not happen so.
        await page.Locator("#recent li .correct").First.ClickAsync();
        await CheckAsync(page, "correcting", found);
        await PictureAsync(page, $"courier-correcting-{locale}");
        await page.ClickAsync("#recent form .main");
        await page.Locator("#recent li.withdrawn").WaitForAsync();
        await courier.UntilSentAsync(10);

        // To another courier, who is named.
        await ScanAsync(page, s_parcels[0], "#parcel button");
        await page.ClickAsync("#more summary");
        await page.ClickAsync("button[data-activity=TAKEN_OVER]");
        await page.FillAsync("#next", "95");
        await page.ClickAsync("#sign");
        await page.Locator("#handing .problem:visible").WaitForAsync();
        await page.FillAsync("#next", "6901234500011");
        await CheckAsync(page, "handing over", found);
        await PictureAsync(page, $"courier-handing-{locale}");
        await page.ClickAsync("#sign");
        await courier.UntilSentAsync(11);

        // Of a receipt nothing is chosen beforehand.
        await ScanAsync(page, s_parcels[0], "#receive");
        await page.ClickAsync("#receive");
        await page.ClickAsync("#sign");
        Assert.Equal((0, 0), (await page.Locator("#receiving :checked").CountAsync(), await page.Locator("#receiving:valid").CountAsync()));

        var said = (await shop.VerifiedAsync($"00/{s_parcels[0][2..]}")).Select(one => one.Entry.Statement.Message.Transit);
        Assert.Equal([(TransitActivity.Refused, ""), (TransitActivity.TakenOver, Shop.Party)], said.Select(one => (one.Activity, one.NextCourier)));
        var corrected = await shop.VerifiedAsync($"00/{Parcel(7)[2..]}");
        Assert.Equal(corrected[0].Entry.Statement.Identity.AsSpan(), corrected[1].Entry.Statement.Message.Correction.Target.Span);
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(courier.Mistakes);
    }

    private static string Parcel(int number)
    {
        var digits = $"0690123450000{number + 10:D4}";
        return $"00{digits}{Gs1CheckDigit.Compute(digits)}";
    }

    private static async Task ReceiveAsync(IPage page, string parcel, ReceiptManner manner, Agreed agreed)
    {
        await ScanAsync(page, parcel, "#receive");
        await page.ClickAsync("#receive");
        await page.CheckAsync($"input[name=manner][value='{(int)manner}']");
        await page.CheckAsync($"input[name=agreed][value='{(int)agreed}']");
        await page.ClickAsync("#sign");
        await page.Locator("#parcel").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
    }

    // The picture and its key, as the page hands them over, are what the log has the hash of.
    private static async Task AssertKeptAsync(IPage page, Shop shop, Receipt receipt)
    {
        await page.EvaluateAsync("() => { location.hash = 'settings' }");
        await page.Locator("#pictures li").WaitForAsync();
        var downloads = new List<IDownload>();
        page.Download += (_, download) => downloads.Add(download);
        await page.Locator("#pictures li button").First.ClickAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (downloads.Count < 2)
        {
            await Task.Delay(20, limit.Token);
        }

        var files = new Dictionary<string, byte[]>();
        foreach (var download in downloads)
        {
            files[Path.GetExtension(download.SuggestedFilename)] = await File.ReadAllBytesAsync(await download.PathAsync(), limit.Token);
        }

        var key = System.Text.Json.JsonDocument.Parse(files[".json"]).RootElement.GetProperty("key").GetString()!;
        var shown = new Disclosure { Key = ByteString.CopyFrom(Convert.FromHexString(key)), Content = ByteString.CopyFrom(files[".jpg"]) };
        Assert.True(SealedContent.Matches(receipt.Proof, shown, shop.Client.Ledger, Receipt.Descriptor, "3"));
    }

    private static async Task ScanAsync(IPage page, string text, string until)
    {
        await page.EvaluateAsync("document.activeElement?.blur()");
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(until).First.WaitForAsync();
    }

    // A scan that signs at once, by what stayed chosen.
    private static async Task SayAsync(IPage page, string text)
    {
        var rows = await page.Locator("#recent li").CountAsync();
        await ScanAsync(page, text, "#prompt[data-tone=done]");
        await page.Locator("#recent li").Nth(rows).WaitForAsync();
    }

    private static async Task CheckAsync(IPage page, string state, List<string> found)
    {
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var result = await page.RunAxe();
        found.AddRange(result.Violations.Select(violation => $"{state}: {violation.Id}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        if (wide > 0) found.Add($"{state}: {wide} px wider than the screen");
    }

    // To look at, where somebody asks for them.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("TRACE_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
