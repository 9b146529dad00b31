using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>The page on which a buyer scans: each way in, and each way in which it can fail.</summary>
public sealed class ScanPageTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Item = "/01/06901234567892/21/ABC123";
    private const string ItemAnywhere = "https://id.gs1.org/01/06901234567892/21/ABC123";

    [Fact]
    public async Task The_camera_leads_from_the_label_of_a_tin_to_its_page_and_the_phone_verifies_it()
    {
        await using var tea = await SoldTea.TellAsync(postgres);
        var service = tea.Service;
        using var folder = new TemporaryFolder();
        var film = Path.Combine(folder.Path, "film.y4m");
        await using (var studio = await chromium.NewDeviceAsync())
        {
            var page = await studio.NewPageAsync();
            await page.GotoAsync($"{service.Page("/scan")}");
            await Film.ShootAsync(page, film, ("", "", 1), ("qrcode", $"https://id.gs1.org/{SoldTea.Item}", 4));
        }

        await using var browser = await chromium.LaunchForTestAsync("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}");
        await using var device = await browser.NewContextAsync(new BrowserNewContextOptions { Permissions = ["camera"] });
        device.SetDefaultTimeout(90_000);
        var phone = await device.NewPageAsync();
        await phone.GotoAsync(service.Page("/scan"));

        await phone.WaitForURLAsync(service.Page($"/{SoldTea.Item}"));
        await phone.Locator("#badge[data-state]:not([data-state=checking])").WaitForAsync();
        Assert.Equal("verified", await phone.Locator("#badge").GetAttributeAsync("data-state"));
        Assert.Contains("20", await phone.Locator("#badge").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_and_addresses_are_typed()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var device = await chromium.NewDeviceAsync();
        var page = await device.NewPageAsync();
        foreach (var (typed, leads) in new[] { ("6901234567892", "/01/06901234567892"), (ItemAnywhere, Item) })
        {
            await page.GotoAsync(service.Page("/scan"));
            await page.FillAsync("#code", typed);
            await page.RunAndWaitForRequestAsync(() => page.ClickAsync("#typed button"), service.Page(leads));
        }
    }

    [Fact]
    public async Task A_photograph_leads_to_the_page_and_one_of_nothing_says_so()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var device = await chromium.NewDeviceAsync();
        var page = await device.NewPageAsync();
        await page.GotoAsync(service.Page("/scan"));
        var picture = Convert.FromBase64String(await page.EvaluateAsync<string>("""
            async (text) => {
              const symbols = await import('/assets/symbols.js');
              const svg = symbols.qrcode({ bcid: 'qrcode', text, scale: 4, padding: 12, backgroundcolor: 'FFFFFF' }, symbols.drawingSVG());
              const [, w, h] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
              const image = new Image();
              image.src = URL.createObjectURL(new Blob([svg.replace('<svg', `<svg width="${w}" height="${h}"`)], { type: 'image/svg+xml' }));
              await image.decode();
              const canvas = document.createElement('canvas');
              [canvas.width, canvas.height] = [Number(w), Number(h)];
              canvas.getContext('2d').drawImage(image, 0, 0);
              return canvas.toDataURL('image/png').split(',')[1];
            }
            """, ItemAnywhere));

        await page.SetInputFilesAsync("#photograph", new FilePayload { Name = "not.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("no photograph");
        var photograph = new FilePayload { Name = "tea.png", MimeType = "image/png", Buffer = picture };

        await page.RunAndWaitForRequestAsync(() => page.SetInputFilesAsync("#photograph", photograph), service.Page(Item));
    }

    [Fact]
    public async Task Where_there_is_no_camera_or_it_is_denied_the_page_says_what_to_do()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var none = await chromium.NewDeviceAsync();
        var page = await none.NewPageAsync();
        await page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))");
        await page.GotoAsync(service.Page("/scan"));
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("has no camera");

        await using var denied = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = "zh-CN" });
        page = await denied.NewPageAsync();
        await page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))");
        await page.GotoAsync(service.Page("/scan"));
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("摄像头没有获得允许");
        await Assertions.Expect(page.Locator("#again")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Inside_WeChat_it_says_to_use_its_own_scanner()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions
        {
            Locale = "zh-CN",
            UserAgent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
        });
        var page = await device.NewPageAsync();
        await page.GotoAsync(service.Page("/scan"));

        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("扫一扫");
        await Assertions.Expect(page.Locator("#view")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_covered_code_that_is_typed_here_leaves_the_device_in_no_request()
    {
        const string Code = "0123456789ABCDEFGHJ";
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var device = await chromium.NewDeviceAsync();
        var page = await device.NewPageAsync();
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add(request.Url + request.PostData);
        await page.GotoAsync(service.Page("/scan"));
        foreach (var check in "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        {
            await page.FillAsync("#code", Code + check);
            await page.ClickAsync("#typed button");
            if ((await page.Locator("#said").TextContentAsync())!.Contains("covered code", StringComparison.Ordinal))
            {
                break;
            }
        }

        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("covered code");
        Assert.DoesNotContain(sent, request => request.Contains(Code, StringComparison.OrdinalIgnoreCase));
    }
}
