using Trace.Api.Disclosures;
using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Api.Pictures;
using Trace.Api.Reports;
using Trace.Api.Reviews;
using Trace.Domain.Barcodes;

namespace Trace.Api.Pages.Buyers;

/// <summary>
/// What a buyer does: pages for the first check, reviews, complaints, returns and erasure under <c>/buyer/</c>, for reports of anybody under
/// <c>/report/</c>, and what they call.
/// </summary>
public static class BuyerSetup
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Registers what they need.</summary>
    /// <param name="builder">The service.</param>
    public static void AddBuyers(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<PublicContent>();
        builder.Services.AddSingleton<ReportDesk>();
        builder.Services.AddSingleton<ReviewIndex>();
        builder.Services.AddSingleton<ProductReviews>();
    }

    /// <summary>Maps them.</summary>
    /// <param name="app">The service.</param>
    public static void MapBuyers(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPictures();
        app.MapContent();
        app.MapReports();
        var group = HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page);
        var shell = PageShell.Load("buyer");
        group.MapMethods("/buyer/{**subject}", s_reading, context => AnswerAsync(context, shell, "/buyer/", SubjectKind.Item | SubjectKind.Parcel));
        group.MapMethods("/report/{**subject}", s_reading, context => AnswerAsync(context, shell, "/report/", ~SubjectKind.None));
    }

    private static Task AnswerAsync(HttpContext context, PageShell shell, string prefix, SubjectKind kinds)
    {
        // A page about nothing that can be bought or reported is none.
        if (!SubjectKey.TryParse(RawTarget.After(context, prefix) ?? "", out var subject, out _) || (subject.Kind & kinds) == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var services = context.RequestServices;
        return shell.AnswerAsync(context, new Dictionary<string, string>
        {
            ["subject"] = subject.Value,
            ["page"] = prefix.Trim('/'),
            ["ledger"] = services.GetRequiredService<LogOptions>().Ledger,
            ["secureAddress"] = SecureAddress.Of(context, services.GetRequiredService<TraceSettings>(), prefix + subject.Value),
            ["platform"] = services.GetRequiredService<TraceSettings>().Platform,
        });
    }
}
