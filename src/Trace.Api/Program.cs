using Trace.Api.Deadlines;
using Trace.Api.Desks;
using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Lan;
using Trace.Api.Ledger;
using Trace.Api.Pages;
using Trace.Api.Pages.Buyers;
using Trace.Api.Parties;
using Trace.Api.Products;
using Trace.Api.Restoring;
using Trace.Api.Sealing;

namespace Trace.Api;

/// <summary>The service's table of contents: what it is made of, in the order in which a call meets it.</summary>
public static class Program
{
    /// <param name="args">None for the service; else what the command line does with its store: <c>restore</c>, <c>precede</c>, <c>succeed</c> (see <c>./trace log</c>), <c>rotate</c> (<c>./trace content rotate</c>).</param>
    public static Task<int> Main(string[] args) => args switch
    {
        ["restore"] => Launch.RunOnceAsync(RestoreRun.RestoreAsync),
        ["precede"] => Launch.RunOnceAsync(RestoreRun.PrecedeAsync),
        ["succeed"] => Launch.RunOnceAsync(RestoreRun.SucceedAsync),
        ["rotate"] => Launch.RunOnceAsync(RotateRun.RunAsync, changesFolder: true),
        _ => Launch.RunAsync((settings, connectionString) => BuildApp(settings, connectionString)),
    };

    /// <summary>The service over a database that is up. Tests build it the same way, with ports 0 and a database of their own.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="replace">What stands in another's place, such as a clock; null for nothing.</param>
    public static WebApplication BuildApp(TraceSettings settings, string connectionString, Action<IServiceCollection>? replace = null)
    {
        var builder = Launch.CreateBuilder();
        builder.AddHosting(settings, connectionString);
        builder.AddLan(settings);
        builder.AddLedger(settings);
        builder.AddHttp(settings);
        builder.Services.AddPages();
        builder.AddBuyers();
        builder.AddProducts();
        builder.AddDeadlines(settings, connectionString);
        builder.AddParties();
        builder.AddDesks();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UsePublicReading();
        app.MapHosting();
        app.MapLedger();
        app.MapHttp();
        app.MapPages();
        app.MapBuyers();
        app.MapProducts();
        app.MapDeadlines();
        app.MapParties();
        app.MapDesks();
        app.MapLan();
        return app;
    }
}
