using System.Text;
using Google.Protobuf;
using Microsoft.Playwright;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A server that is not honest: what the service answers is altered on its way to the browser, as whoever runs the service could.</summary>
internal static class TamperedServer
{
    /// <summary>Alters the histories that the page's script asks for.</summary>
    public static Func<IPage, Task> Histories(Action<Provenance> bend) => page => page.RouteAsync(_ => true, async route =>
    {
        if (!AsksForHistories(route.Request))
        {
            await route.FallbackAsync();
            return;
        }

        var answer = await route.FetchAsync();
        var provenance = Provenance.Parser.ParseFrom(await answer.BodyAsync());
        bend(provenance);
        await route.FulfillAsync(new RouteFulfillOptions { Response = answer, BodyBytes = provenance.ToByteArray() });
    });

    /// <summary>Alters the page itself.</summary>
    public static Func<IPage, Task> Html(Func<string, string> bend) => page => page.RouteAsync(_ => true, async route =>
    {
        if (route.Request.ResourceType != "document")
        {
            await route.FallbackAsync();
            return;
        }

        var answer = await route.FetchAsync();
        var html = await answer.TextAsync();
        var bent = bend(html);
        Assert.NotEqual(html, bent);
        await route.FulfillAsync(new RouteFulfillOptions { Response = answer, BodyBytes = Encoding.UTF8.GetBytes(bent) });
    });

    /// <summary>Answers one address with a text of its own.</summary>
    public static Func<IPage, Task> Text(string path, string text) => page => page.RouteAsync($"**{path}", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/plain", Body = text }));

    /// <summary>Changes one byte of an entry, found by its place.</summary>
    public static ByteString WithByteChanged(ByteString bytes, int at)
    {
        var changed = bytes.ToByteArray();
        changed[at] ^= 1;
        return ByteString.CopyFrom(changed);
    }

    private static bool AsksForHistories(IRequest request) => request.Url.Contains("/provenance/", StringComparison.Ordinal);
}
