using Trace.Api.Http;
using Trace.Api.Pages;

namespace Trace.Api.Parties;

/// <summary>How a party comes in: applications by gRPC, and the page <c>/apply</c>.</summary>
public static class PartySetup
{
    /// <summary>Registers what they need.</summary>
    /// <param name="builder">The service.</param>
    public static void AddParties(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ApplicationStore>();
        builder.Services.AddSingleton<ApplicationDesk>();
    }

    /// <summary>Maps them.</summary>
    /// <param name="app">The service.</param>
    public static void MapParties(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGrpcService<ApplicationsService>().EnableGrpcWeb();
        var group = HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page);
        KeyPage.Map(group, app, "apply");
        group.MapMethods("/party/{kind:regex(^(uscc|gln)$)}/{id}/mark.svg", [HttpMethods.Get, HttpMethods.Head], PartyMark.AnswerAsync);
    }
}
