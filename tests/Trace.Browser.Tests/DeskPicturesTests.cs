using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>The pictures of docs/complaints.md, docs/parties.md and docs/couriers.md, by their names there: <c>TRACE_PICTURES=docs ./test Browser</c> makes them again.</summary>
public sealed class DeskPicturesTests(PostgresFixture postgres, Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Desks_notices_application_and_courier_are_pictured()
    {
        var folder = PictureFolder.OrSkip();
        await using var story = await TeaStory.TellAsync(postgres);
        await using var client = story.Service.Connect();
        await story.ComplainAsync(client);
        await Outbox.FillAsync(story.Service.ConnectionString, $"{TeaStory.Complained}", TeaStory.Producer);

        await using (var desk = await OpenAsync(story, client, TeaStory.Producer, Role.Seller))
        {
            await desk.OpenCaseAsync(TeaStory.Complained);
            await desk.Page.ClickAsync("#read-text");
            await desk.Page.Locator("#text").WaitForAsync();
            await desk.Page.FillAsync("#answer", "A new tin is on its way; the dented one may be kept.");
            await ShootAsync(desk.Page, folder, "desk-respondent");
        }

        var platform = story.Service.Services.GetRequiredService<LedgerKeys>().Platform.Party!;
        await using (var desk = await OpenAsync(story, client, platform, Role.Platform))
        {
            await desk.Page.Locator(".cases li button").First.WaitForAsync();
            await ShootAsync(desk.Page, folder, "desk-platform");
        }

        await using var device = await DeskPage.DeviceAsync(chromium, "en-GB", 1000, ColorScheme.Light);
        var page = await device.NewPageAsync();
        await page.GotoAsync($"{story.Origin}/operator/notices");
        await ShootAsync(page, folder, "notices");
        await page.GotoAsync($"{story.Origin}/{TeaStory.Producer}");
        await page.Locator("#badge[data-state=verified]").WaitForAsync();
        await ShootAsync(page, folder, "page-party", 1000);
        await page.GotoAsync($"{story.Origin}/{TeaStory.Complained}");
        await page.Locator("#badge[data-state=verified]").WaitForAsync();

        // What is off the screen is laid out only once it is scrolled to.
        await page.EvaluateAsync("() => document.querySelectorAll('section').forEach((one) => { one.style.contentVisibility = 'visible'; })");
        await page.Locator("#cases").ScreenshotAsync(new LocatorScreenshotOptions { Path = Path.Combine(folder, "page-complaint.png") });
        await page.SetViewportSizeAsync(720, 900);
        await page.GotoAsync($"{story.Origin}/apply");
        await page.FillAsync("#party", "91350982MA2XN4U86K");
        await page.FillAsync("#nameEn", "Half a Bowl of Tea");
        await page.CheckAsync("input[name=role][value='2']");
        await page.FillAsync("#domains", "half-a-bowl.example");
        await ShootAsync(page, folder, "apply");
    }

    [Fact]
    public async Task The_couriers_page_is_pictured()
    {
        var folder = PictureFolder.OrSkip();
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await DeskPage.DeviceAsync(chromium, "en-GB", 360, ColorScheme.Light);
        var courier = await StationPage.OpenAsync(device, shop.Origin + "/courier");
        await courier.Page.Locator("#party").WaitForAsync();
        using var key = new Domain.Ledger.Ed25519Signer(new byte[32]);
        await shop.Service.RegisterAsync(shop.Client, "party/gln/9522222200002", "", key, Role.Courier);
        await shop.GrantAsync(await courier.AskAsync("9522222200002"), Role.Courier);
        await courier.UntilGrantedAsync();
        await courier.Page.EvaluateAsync("() => { location.hash = 'settings' }");
        await courier.Page.SelectOptionAsync("#from", "440000");
        await courier.Page.Locator(".saved:not(:empty)").WaitForAsync();
        await courier.Page.EvaluateAsync("() => { location.hash = '' }");
        await courier.Page.Locator("#prompt").WaitForAsync();
        await courier.Page.Keyboard.TypeAsync("00069012345000000011");
        await courier.Page.Keyboard.PressAsync("Enter");
        await courier.Page.Locator("#parcel button").First.WaitForAsync();
        await courier.Page.ClickAsync("button[data-activity=PICKED_UP]");
        await courier.Page.Locator("#prompt[data-tone=done]").WaitForAsync();
        await courier.UntilSentAsync(1);
        await ShootAsync(courier.Page, folder, "courier", 780);
    }

    private async Task<DeskPage> OpenAsync(TeaStory story, Client.LedgerClient client, string party, Role role) =>
        await DeskPage.OpenAsync(chromium, client, story.Service.Registrar(), story.Origin, party, "en-GB", 1000, ColorScheme.Light, role);

    private static async Task ShootAsync(IPage page, string folder, string name, int height = 0)
    {
        if (height > 0)
        {
            await page.SetViewportSizeAsync(page.ViewportSize!.Width, height);
        }

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = height == 0 });
    }
}
