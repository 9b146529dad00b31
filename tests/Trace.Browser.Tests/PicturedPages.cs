using Microsoft.Playwright;

namespace Trace.Browser.Tests;

/// <summary>The pages that consumers see, by the names of their pictures.</summary>
internal static class PicturedPages
{
    /// <summary>Those that every service has.</summary>
    public static IReadOnlyList<(string Name, string Address)> Always { get; } = [("front", "/"), ("scan", "/scan"), ("unknown", "/01/09506000134352"), ("parcel", "/parcel"), ("verify", "/verify.html")];

    /// <summary>Those of the sample, as samples/orders/README.md has them.</summary>
    public static IReadOnlyList<(string Name, string Address)> OfSample { get; } =
    [
        ("item", "/01/09520100100017/21/116HGA5V1YQ5"), ("recalled", "/01/09520100100017/21/0ZJ5SBYHDZ9D"), ("copied", "/01/09520100100017/21/9Z4C9FGPFZQH"), ("lot", "/01/09520100100017/10/YZ2026B"),
        ("product", "/01/09520100100017"), ("party", "/party/uscc/91999999MADEM0011Y"), ("reach", "/reach/01/09520100100017/10/YZ2026B"), ("buyer", "/buyer/01/09520100100017/21/116HGA5V1YQ5"),
        ("report", "/report/01/09520100100017/21/116HGA5V1YQ5"),
    ];

    /// <summary>Opens one, and waits until it is drawn and checked.</summary>
    public static async Task GoAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Locator("main:not([aria-busy]):not(:has(> p.quiet:only-child))").WaitForAsync();
        if (await page.Locator("main[data-subject]:not([data-subject='']) #badge").CountAsync() > 0)
        {
            await page.Locator("#badge[data-state=verified]").WaitForAsync();
        }
    }
}
