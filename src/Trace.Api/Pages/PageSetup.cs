using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Pages.Front;

namespace Trace.Api.Pages;

/// <summary>The pages, and the files that they are made of.</summary>
public static class PageSetup
{
    private const string Assets = "/assets/";

    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    // Pages that need a camera or keys, which browsers give at safe addresses alone.
    private static readonly string[] s_camera = ["courier", "dispatch", "scan"];

    // Of these a page is made on the server; they are no files of a page.
    private static readonly string[] s_sources = [".html", ".zh.json", ".en.json"];

    /// <summary>Registers what pages are made from.</summary>
    /// <param name="services">The service's.</param>
    public static void AddPages(this IServiceCollection services) => services.AddSingleton<Examples>();

    /// <summary>Maps them, behind the limits of what only reads.</summary>
    /// <param name="app">The service.</param>
    public static void MapPages(this WebApplication app)
    {
        var group = HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page);
        foreach (var name in Web.WebFiles.Names.Where(name => !s_sources.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))))
        {
            var asset = new Lazy<PageAsset>(() => PageAsset.Load(name));
            // A service worker rules what lies beside or below its own address.
            var address = name.EndsWith("-worker.js", StringComparison.Ordinal) ? $"/{name}" : Assets + name;
            group.MapMethods(address, s_reading, context => asset.Value.AnswerAsync(context));
        }

        group.MapMethods(VerifierPage.Address, s_reading, VerifierPage.AnswerAsync);
        FrontPage.Map(group, HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Write));
        var settings = app.Services.GetRequiredService<TraceSettings>();
        foreach (var name in s_camera)
        {
            var (page, address) = (PageShell.Load(name, ownMachine: name == "dispatch"), $"/{name}");
            group.MapMethods(address, s_reading, context => page.AnswerAsync(context, new Dictionary<string, string> { ["secureAddress"] = SecureAddress.Of(context, settings, address) }));
        }
    }
}
