using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A buyer's page, and everything that its browser sent anywhere.</summary>
internal sealed class BuyerPage
{
    private readonly List<string> _mistakes = [];
    private readonly ConcurrentQueue<string> _sent = [];

    private BuyerPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            // A 4xx that the page asked for and handles is no mistake of its script.
            if (message.Type == "error" && !message.Text.Contains("net::ERR", StringComparison.Ordinal) && !message.Text.Contains("the server responded with", StringComparison.Ordinal)) _mistakes.Add(message.Text);
        };
        page.PageError += (_, error) => _mistakes.Add(error);
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        page.Context.Request += (_, request) => _sent.Enqueue($"{request.Method} {request.Url}\n{string.Join('\n', request.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{Latin(request.PostDataBuffer)}");
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Every request of the browser: method, address, headers, body.</summary>
    public IReadOnlyCollection<string> Sent => _sent;

    public static async Task<BuyerPage> OpenAsync(IBrowserContext device, string address)
    {
        var buyer = new BuyerPage(await device.NewPageAsync());
        await buyer.Page.GotoAsync(address);
        return buyer;
    }

    /// <summary>The page of a buyer who opened a package and recorded the first check, by typing its code.</summary>
    public static async Task<BuyerPage> CheckedAsync(IBrowserContext device, SoldItem item)
    {
        var buyer = await OpenAsync(device, item.Address);
        await buyer.TypeCodeAsync(item.Claim.Code.Text);
        await buyer.RecordAsync();
        return buyer;
    }

    /// <summary>Types a code and asks for it to be checked.</summary>
    public async Task TypeCodeAsync(string code)
    {
        await Page.FillAsync("#code", code);
        await Page.ClickAsync("#check-form button.main");
    }

    /// <summary>Records the first check with the code at hand, and waits until the key is there.</summary>
    public async Task RecordAsync()
    {
        await Page.ClickAsync("#record");
        await Page.Locator("#yours").WaitForAsync();
    }

    /// <summary>Waits until a statement of a kind was recorded, and the page is drawn with it.</summary>
    public async Task UntilRecordedAsync(string kind)
    {
        await Page.Locator($"#sent li[data-kind='{kind}'][data-state='recorded']").WaitForAsync();
        await Page.Locator("#main:not([aria-busy])").WaitForAsync();
    }

    public async Task OpenFormAsync(string form)
    {
        if (!await Page.Locator($"#{form}").EvaluateAsync<bool>("form => form.open")) await Page.ClickAsync($"#{form} > summary");
    }

    private static string Latin(byte[]? body) => body is null ? "" : Encoding.Latin1.GetString(body);
}

/// <summary>An item that the shop sold, and the code that lies in its package.</summary>
internal sealed record SoldItem(Shop Shop, string Subject, Claim Claim)
{
    /// <summary>The buyer's page of it.</summary>
    public string Address => $"{Shop.Origin}/buyer/{Subject}";

    public static async Task<SoldItem> SellAsync(Shop shop, string serial = "BUYR11112222")
    {
        var (subject, claim) = ($"{Shop.Tea}/21/{serial}", Claim.Create(shop.Client.Ledger));
        await shop.Client.RecordAsync(shop.Speaks.Make(SubjectKey.Parse(subject), new Sale { ClaimKey = claim.Key }), TestContext.Current.CancellationToken);
        return new SoldItem(shop, subject, claim);
    }
}
