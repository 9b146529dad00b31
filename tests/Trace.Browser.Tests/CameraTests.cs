using Microsoft.Playwright;
using Trace.Api.Tests;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

public sealed class CameraTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task A_parcel_is_recorded_from_what_the_camera_sees()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        using var folder = new TemporaryFolder();
        var film = Path.Combine(folder.Path, "film.y4m");
        await using (var studio = await chromium.NewDeviceAsync())
        {
            var page = await studio.NewPageAsync();
            await page.GotoAsync(shop.Address);
            await Film.ShootAsync(page, film, ("ean13", "6901234567892", 4), ("", "", 2), ("gs1_128", "(00)069012345000000011", 4), ("", "", 4));
        }

        await using var browser = await chromium.LaunchForTestAsync("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}");
        await using var device = await browser.NewContextAsync(new BrowserNewContextOptions { Locale = "en-GB", Permissions = ["camera"] });
        var station = await shop.EnrolAsync(device);
        await station.Page.ClickAsync("#camera");
        await station.UntilSentAsync(2);
        await station.Page.ClickAsync("#camera");

        Assert.Empty(station.Mistakes);
        var entries = await shop.VerifiedAsync("00/069012345000000011");
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment], entries.Take(2).Select(entry => entry.Entry.Statement.Kind));
        Assert.Equal(Shop.Tea, entries[1].Entry.Statement.Message.Shipment.Lines.Single().Subject);
    }
}
