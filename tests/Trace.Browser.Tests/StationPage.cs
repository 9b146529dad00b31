using System.Globalization;
using Microsoft.Playwright;

namespace Trace.Browser.Tests;

/// <summary>The dispatch page as a packer sees it: what it asks for, what is scanned, what it answers.</summary>
internal sealed class StationPage
{
    private readonly List<string> _mistakes = [];

    private StationPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            // A network that is away says so here as well.
            if (message.Type == "error" && !message.Text.Contains("net::ERR", StringComparison.Ordinal)) _mistakes.Add(message.Text);
        };
        // Whoever is asked whether to leave although something waits, leaves.
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        page.PageError += (_, error) => _mistakes.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of the page's own script, and what its content policy stopped.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    public static async Task<StationPage> OpenAsync(IBrowserContext device, string address)
    {
        var station = new StationPage(await device.NewPageAsync());
        await station.Page.GotoAsync(address);
        return station;
    }

    /// <summary>Makes the station's key for a party; returns the request that somebody has to grant.</summary>
    public async Task<string> AskAsync(string party)
    {
        await Page.FillAsync("#party", party);
        await Page.ClickAsync("button.main");
        return (await Page.Locator("#request").TextContentAsync())!;
    }

    public Task UntilGrantedAsync() => Page.Locator("#prompt").WaitForAsync();

    /// <summary>A scanner that types, with nothing focused.</summary>
    public async Task ScanAsync(string text)
    {
        var before = await ShownAsync();
        await Page.EvaluateAsync("document.activeElement?.blur()");
        await Page.Keyboard.TypeAsync(text);
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForFunctionAsync("before => document.querySelector('.first').innerText + document.querySelector('#parcel').innerText !== before", before);
    }

    /// <summary>What the large field says, and in which tone.</summary>
    public async Task<(string Tone, string Text)> PromptAsync() =>
        ((await Page.Locator("#prompt").GetAttributeAsync("data-tone"))!, await Page.Locator("#prompt").InnerTextAsync());

    public Task<int> PackedAsync() => Page.Locator(".packed li").CountAsync();

    public async Task<int> WaitingAsync() => int.Parse((await Page.Locator("#outbox").GetAttributeAsync("data-waiting"))!, CultureInfo.InvariantCulture);

    /// <summary>Waits until so many statements wait.</summary>
    public Task UntilWaitingAsync(int all) => Page.Locator($"#outbox.waiting[data-waiting='{all}']").WaitForAsync();

    public async Task GoAsync(string view)
    {
        await Page.EvaluateAsync("view => { location.hash = view }", view);
        await Page.Locator("#main .card:visible").First.WaitForAsync();
    }

    /// <summary>Changes a choice in the settings, and goes back to packing.</summary>
    public async Task SetAsync(string name, string value)
    {
        await GoAsync("settings");
        await Page.CheckAsync($"input[name={name}][value={value}]");
        await Page.Locator(".saved:not(:empty)").WaitForAsync();
        await GoAsync("");
        await UntilGrantedAsync();
    }

    /// <summary>Closes the page and opens it again, as the next morning does.</summary>
    public async Task ReopenAsync()
    {
        await Page.ReloadAsync();
        await Page.Locator("#prompt").WaitForAsync();
    }

    /// <summary>Waits until so many statements of this station are recorded, and none waits.</summary>
    public Task UntilSentAsync(int all) => Page.Locator($"#outbox[data-waiting='0'][data-refused='0'][data-recorded='{all}']").WaitForAsync();

    private Task<string> ShownAsync() => Page.EvaluateAsync<string>("document.querySelector('.first').innerText + document.querySelector('#parcel').innerText");
}
