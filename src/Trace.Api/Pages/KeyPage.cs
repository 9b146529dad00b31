using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Pages;

/// <summary>A page that is a shell for keys of this browser, and so works at a safe address alone.</summary>
internal static class KeyPage
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps one at its name.</summary>
    /// <param name="group">With the limits of pages.</param>
    /// <param name="app">The service.</param>
    /// <param name="name">Of the page, such as <c>desk</c>.</param>
    public static void Map(RouteGroupBuilder group, WebApplication app, string name)
    {
        var (page, address) = (PageShell.Load(name), $"/{name}");
        var settings = app.Services.GetRequiredService<TraceSettings>();
        group.MapMethods(address, s_reading, context => page.AnswerAsync(context, new Dictionary<string, string>
        {
            ["secureAddress"] = SecureAddress.Of(context, settings, address),
            ["registrar"] = app.Services.GetRequiredService<LedgerKeys>().Registrar.Party ?? "",
        }));
    }
}
