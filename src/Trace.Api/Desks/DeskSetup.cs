using Trace.Api.Http;
using Trace.Api.Pages;

namespace Trace.Api.Desks;

/// <summary>The desks of respondents, platforms, inspectors and registrars: two calls, and the page <c>/desk</c>.</summary>
public static class DeskSetup
{
    /// <summary>Registers what they need.</summary>
    /// <param name="builder">The service.</param>
    public static void AddDesks(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<CaseIndex>();
        builder.Services.AddSingleton<DeskReader>();
        builder.Services.AddSingleton<PartyCasesReader>();
        builder.Services.AddSingleton<PartyKeysReader>();
    }

    /// <summary>Maps them.</summary>
    /// <param name="app">The service.</param>
    public static void MapDesks(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGrpcService<DeskService>().EnableGrpcWeb();
        KeyPage.Map(HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page), app, "desk");
    }
}
