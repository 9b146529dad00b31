using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

/// <summary>A packer's work by hand, and what a stranger then verifies of it.</summary>
public sealed class PackingTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Product = "6901234567892";
    private const string Parcel = "069012345000000011";
    private const string AnotherParcel = "069012345000000028";

    [Fact]
    public async Task A_station_that_was_granted_its_key_records_a_parcel_signed_in_the_browser()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);

        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        Assert.Empty(station.Mistakes);
        var entries = await shop.VerifiedAsync($"00/{Parcel}");
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment], entries.Select(entry => entry.Entry.Statement.Kind));
        Assert.All(entries, entry => Assert.Equal(Shop.Tea, Lines(entry.Entry.Statement.Message).Single().Subject));
    }

    [Fact]
    public async Task Three_items_go_out_in_two_parcels_one_of_them_packed_while_the_server_was_stopped()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await station.SetAsync("grain", "item");

        await station.ScanAsync($"https://id.example/{Shop.Tea}/21/AAAA11112222");
        await station.ScanAsync("not a code of ours");
        var wrong = await station.PromptAsync();
        await station.ScanAsync($"https://id.example/{Shop.Tea}/21/BBBB11112222");
        await station.Page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(station.Page.Locator(".packed li")).ToHaveCountAsync(1);
        await station.ScanAsync($"https://id.example/{Shop.Tea}/21/CCCC11112222");
        await station.ScanAsync($"00{Parcel}");
        var done = await station.PromptAsync();
        await station.UntilSentAsync(4);

        await shop.StopAsync();
        await station.ScanAsync(Product);
        await station.ScanAsync($"00{AnotherParcel}");
        await station.UntilWaitingAsync(2);
        // The page is closed and opened again without a server, and nothing is lost.
        await station.ReopenAsync();
        await station.UntilWaitingAsync(2);
        await shop.StartAsync();
        await station.UntilSentAsync(6);

        Assert.Equal("wrong", wrong.Tone);
        Assert.Contains("not a code of ours", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("expected", wrong.Text, StringComparison.Ordinal);
        Assert.Equal("done", done.Tone);
        Assert.Empty(station.Mistakes);
        await ShippedInAsync(shop, $"{Shop.Tea}/21/AAAA11112222", $"00/{Parcel}");
        await ShippedInAsync(shop, $"{Shop.Tea}/21/CCCC11112222", $"00/{Parcel}");
        Assert.Empty(await shop.FindAsync($"{Shop.Tea}/21/BBBB11112222"));
        var allotted = (await shop.LogAsync()).Select(entry => entry.Statement.Message).Where(statement => statement.Shipment?.Parcel == $"00/{AnotherParcel}").ToList();
        var item = Assert.Single(allotted).Subject;
        Assert.Matches($"^{Shop.Tea}/21/[0-9A-HJKMNP-TV-Z]{{12}}$", item);
        await ShippedInAsync(shop, item, $"00/{AnotherParcel}");
        Assert.Equal(2, await Verified.EntriesAsync(shop, item));
        Assert.Equal(2, await Verified.EntriesAsync(shop, $"{Shop.Tea}/21/AAAA11112222"));
    }

    [Fact]
    public async Task A_parcel_that_was_recorded_wrongly_is_corrected_and_not_erased()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        await station.GoAsync("parcels");
        await station.Page.ClickAsync(".correct");
        await station.Page.ClickAsync(".correction .danger");
        await station.UntilSentAsync(4);
        await station.Page.Locator("li.withdrawn").WaitForAsync();

        var entries = await shop.VerifiedAsync($"00/{Parcel}");
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment, PayloadOneofCase.Correction, PayloadOneofCase.Correction], entries.Select(entry => entry.Entry.Statement.Kind));
    }

    [Fact]
    public async Task What_the_ledger_refuses_stays_visible_with_its_reason()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        // A courier's key may say nothing of what a station says.
        var station = await shop.EnrolAsync(device, Role.Courier);

        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.Page.Locator("#outbox[data-refused='1']").WaitForAsync();
        await station.GoAsync("parcels");

        await Assertions.Expect(station.Page.Locator("#refused")).ToContainTextAsync("ROLE");
    }

    [Fact]
    public async Task Where_WebCrypto_has_no_Ed25519_the_station_says_so_and_signs_all_the_same()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        await device.AddInitScriptAsync("const made = crypto.subtle.generateKey.bind(crypto.subtle); crypto.subtle.generateKey = (kind, ...rest) => kind === 'Ed25519' ? Promise.reject(new DOMException('', 'NotSupportedError')) : made(kind, ...rest);");
        var station = await StationPage.OpenAsync(device, shop.Address);
        var request = await station.AskAsync("6901234500011");
        var custody = await station.Page.Locator("#custody").GetAttributeAsync("data-custody");
        await shop.GrantAsync(request, Role.Producer, Role.Seller);
        await station.UntilGrantedAsync();

        await station.ScanAsync(Product);
        await station.ScanAsync($"00{Parcel}");
        await station.UntilSentAsync(2);

        Assert.Equal("wrapped", custody);
        Assert.Equal(2, (await shop.VerifiedAsync($"00/{Parcel}")).Count);
    }

    private static async Task ShippedInAsync(Shop shop, string item, string parcel)
    {
        var entries = await shop.VerifiedAsync(item);
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment], entries.Select(entry => entry.Entry.Statement.Kind));
        Assert.Equal(parcel, entries[1].Entry.Statement.Message.Shipment.Parcel);
    }

    private static Google.Protobuf.Collections.RepeatedField<Line> Lines(Statement statement) => statement.Sale?.Lines ?? statement.Shipment.Lines;
}
