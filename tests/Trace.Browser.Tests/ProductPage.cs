using Microsoft.Playwright;

namespace Trace.Browser.Tests;

/// <summary>A product page as a buyer's browser shows it: its badge, and what went wrong in its script.</summary>
internal sealed class ProductPage
{
    private readonly List<string> _mistakes = [];

    private ProductPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("net::ERR", StringComparison.Ordinal)) _mistakes.Add(message.Text);
        };
        page.PageError += (_, error) => _mistakes.Add(error);
        page.Request += (_, request) => Asked.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Asked { get; } = [];

    public IReadOnlyList<string> Mistakes => _mistakes;

    public ILocator Badge => Page.Locator("#badge");

    public static async Task<ProductPage> OpenAsync(IBrowserContext device, string address, Func<IPage, Task>? before = null)
    {
        var opened = new ProductPage(await device.NewPageAsync());
        if (before is not null) await before(opened.Page);
        await opened.Page.GotoAsync(address);
        return opened;
    }

    /// <summary>Waits until the check has ended, and says how.</summary>
    public async Task<string> StateAsync()
    {
        await Page.Locator("#badge[data-state]:not([data-state=checking])").WaitForAsync();
        return (await Badge.GetAttributeAsync("data-state"))!;
    }

    /// <summary>All that the badge says, folded or not.</summary>
    public async Task<string> WordsAsync() => (await Badge.TextContentAsync())!;
}
