using System.Text;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Web;
using static Microsoft.Playwright.Assertions;

namespace Trace.Browser.Tests;

/// <summary>The verifier that is one file, opened from disk as somebody does who trusts no server.</summary>
public sealed class VerifierFileTests(Chromium chromium)
{
    private static readonly KnownHistory s_item = KnownHistory.Named("an item listed, sold, opened and reviewed");

    [Fact]
    public async Task A_proof_is_checked_from_disk_and_nothing_is_asked_of_any_network()
    {
        await using var opened = await OpenAsync();

        await opened.GiveAsync("A1.tlog-proof", s_item.Proof);
        await Expect(opened.Result).ToContainTextAsync("Give a policy first");
        await opened.Page.FillAsync("#policy", s_item.Policy);

        await Expect(opened.Result).ToHaveAttributeAsync("data-state", "verified");
        await Expect(opened.Result).ToContainTextAsync("01/06901234567892/21/A1");
        await Expect(opened.Result).ToContainTextAsync("4 entries");
        Assert.Equal(4, await opened.Result.Locator("tr.more").CountAsync());
        Assert.Empty(opened.Asked);
        Assert.Empty(opened.Mistakes);
    }

    [Fact]
    public async Task A_bundle_is_checked_too_and_a_byte_changed_in_it_is_named()
    {
        await using var opened = await OpenAsync();
        await opened.Page.FillAsync("#policy", s_item.Policy);
        await opened.GiveAsync("history", s_item.Bundle);
        await Expect(opened.Result).ToHaveAttributeAsync("data-state", "verified");

        var bytes = s_item.Bundle;
        bytes[766] ^= 1;
        await opened.GiveAsync("history", bytes);

        await Expect(opened.Result).ToHaveAttributeAsync("data-state", "failed");
        await Expect(opened.Result).ToContainTextAsync("The record was changed");
        await Expect(opened.Result).ToContainTextAsync("entry 7");
    }

    [Fact]
    public async Task Under_the_key_of_another_log_nothing_is_believed_in_either_language()
    {
        await using var opened = await OpenAsync();
        await opened.Page.FillAsync("#policy", KnownHistory.Named("under the key of another log").Policy);
        await opened.GiveAsync("A1.tlog-proof", s_item.Proof);

        await Expect(opened.Result).ToContainTextAsync("not rightly signed by the ledger");
        await opened.Page.ClickAsync("[data-language=zh]");
        await Expect(opened.Result).ToContainTextAsync("没有得到账本和见证人的有效签名");
        Assert.Equal("zh", await opened.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task What_is_no_proof_is_said_to_be_none()
    {
        await using var opened = await OpenAsync();
        await opened.GiveAsync("photo.jpg", Encoding.ASCII.GetBytes("not a proof"));
        await Expect(opened.Result).ToContainTextAsync("nothing that can be checked");
    }

    [Theory]
    [InlineData("zh", 360)]
    [InlineData("en", 1280)]
    public async Task It_is_pictured(string language, int width)
    {
        var folder = PictureFolder.OrSkip();
        await using var opened = await OpenAsync(new BrowserNewContextOptions { Locale = language == "zh" ? "zh-CN" : "en-GB", ViewportSize = new ViewportSize { Width = width, Height = 780 } });
        await opened.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"verify-begin-{language}-{width}.png"), FullPage = true });
        await opened.Page.FillAsync("#policy", s_item.Policy);
        await opened.GiveAsync("A1.tlog-proof", s_item.Proof);
        await Expect(opened.Result).ToHaveAttributeAsync("data-state", "verified");
        await opened.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"verify-good-{language}-{width}.png"), FullPage = true });
        var bytes = s_item.Bundle;
        bytes[766] ^= 1;
        await opened.GiveAsync("history", bytes);
        await Expect(opened.Result).ToHaveAttributeAsync("data-state", "failed");
        await opened.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"verify-bad-{language}-{width}.png"), FullPage = true });
    }

    private async Task<Opened> OpenAsync(BrowserNewContextOptions? how = null)
    {
        var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "verify.html");
        await File.WriteAllBytesAsync(file, WebFiles.ReadBytes("verify.html"), TestContext.Current.CancellationToken);
        var device = await chromium.NewDeviceAsync(how);
        var opened = new Opened(folder, device, await device.NewPageAsync());
        await opened.Page.GotoAsync($"file://{file}");
        return opened;
    }

    private sealed class Opened : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder;
        private readonly IBrowserContext _device;

        public Opened(TemporaryFolder folder, IBrowserContext device, IPage page)
        {
            (_folder, _device, Page) = (folder, device, page);
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) Asked.Add(request.Url);
            };
            page.Console += (_, message) =>
            {
                if (message.Type == "error") Mistakes.Add(message.Text);
            };
            page.PageError += (_, error) => Mistakes.Add(error);
        }

        public IPage Page { get; }

        public List<string> Asked { get; } = [];

        public List<string> Mistakes { get; } = [];

        public ILocator Result => Page.Locator("#result");

        public Task GiveAsync(string name, byte[] bytes) => Page.SetInputFilesAsync("#file", new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });

        public async ValueTask DisposeAsync()
        {
            await _device.DisposeAsync();
            _folder.Dispose();
        }
    }
}
