using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Ledger;

namespace Trace.Api;

/// <summary>The service's table of contents: what it is made of, in the order in which a call meets it.</summary>
public static class Program
{
    public static Task<int> Main() => Launch.RunAsync(BuildApp);

    /// <summary>The service over a database that is up. Tests build it the same way, with ports 0 and a database of their own.</summary>
    public static WebApplication BuildApp(TraceSettings settings, string connectionString)
    {
        var builder = Launch.CreateBuilder();
        builder.AddHosting(settings, connectionString);
        builder.AddLedger(settings);
        builder.AddHttp(settings);

        var app = builder.Build();
        app.MapHosting();
        app.MapLedger();
        app.MapHttp();
        return app;
    }
}
