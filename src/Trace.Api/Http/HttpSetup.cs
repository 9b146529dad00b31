using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Trace.Api.Hosting;
using Trace.Api.Http.Description;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>The ledger as JSON over HTTP, for whoever has no gRPC: the same calls, behind limits that are set once a group of addresses.</summary>
public static class HttpSetup
{
    /// <summary>Registers the limits and the description.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="settings">Its settings.</param>
    public static void AddHttp(this WebApplicationBuilder builder, TraceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddRateLimiter(limiter =>
        {
            foreach (var limits in HttpLimits.All)
            {
                limiter.AddPolicy(limits.Name, context => limits.Partition(context, settings));
            }

            limiter.OnRejected = (rejected, _) => new ValueTask(Problems.WriteAsync(rejected.HttpContext, TooMany(rejected.Lease)));
        });
        services.AddRequestTimeouts(timeouts =>
        {
            foreach (var limits in HttpLimits.All.Where(limits => limits.Within is not null))
            {
                timeouts.AddPolicy(limits.Name, limits.Within!.Value);
            }
        });

        services.AddPacking();
        services.AddOpenApi(description => description.AddDocumentTransformer<LedgerDocument>());

        // A proxy on this machine that ends TLS says for whom it asks; anybody else's word for it is not taken.
        if (settings is { PublicUrl: not null, Tls: null })
        {
            services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        }
    }

    /// <summary>Maps the addresses and their description.</summary>
    /// <param name="app">The service.</param>
    public static void MapHttp(this WebApplication app)
    {
        app.UsePacking();
        app.UseForwardedHeaders();
        app.UseStatusCodePages(pages => pages.HttpContext.Request.Path.StartsWithSegments(HttpRoute.Root, StringComparison.Ordinal) ? Problems.WriteAsync(pages.HttpContext, OfStatus(pages.HttpContext)) : Task.CompletedTask);
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.MapDescription();

        var root = app.MapGroup(HttpRoute.Root).ExcludeFromDescription();
        foreach (var group in HttpRoutes.All.GroupBy(route => route.Limits))
        {
            var limited = Limit(root.MapGroup(""), group.Key);
            foreach (var route in group)
            {
                limited.MapMethods(route.Pattern, [route.Verb], context => AnswerAsync(context, () => route.AnswerAsync(context.RequestServices.GetRequiredService<LedgerCalls>(), context)));
            }
        }

        Limit(root.MapGroup(""), HttpLimits.Read).MapGet($"{ProblemTypes.Address}{{reason}}", context => AnswerAsync(context, () => ProblemTypes.AnswerAsync(context)));
    }

    /// <summary>Sets the limits of a group of addresses.</summary>
    internal static RouteGroupBuilder Limit(RouteGroupBuilder group, HttpLimits limits)
    {
        group.RequireRateLimiting(limits.Name).WithMetadata(new BodyLimit(limits.MaxBodyBytes));
        if (limits.Within is not null)
        {
            group.WithRequestTimeout(limits.Name);
        }

        return group;
    }

    private static Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        // Proofs get newer, and some answers are secret: neither is kept by what lies between.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Problems.GuardAsync(context, answer);
    }

    private static Problem TooMany(RateLimitLease lease)
    {
        var after = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        return RefusalStatus.ToProblem(Refusal.Later(Reason.RateLimited, "", "more requests came from this address than are answered in this time", after));
    }

    // What routing answers by itself.
    private static Problem OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.OfStatus(StatusCodes.Status404NotFound, "there is nothing at this address; /openapi/v1.json lists what there is"),
        StatusCodes.Status405MethodNotAllowed => Problems.OfStatus(StatusCodes.Status405MethodNotAllowed, $"this address takes {context.Response.Headers.Allow}, not {context.Request.Method}"),
        var status => Problems.OfStatus(status, string.Create(CultureInfo.InvariantCulture, $"the request was not answered: {status}")),
    };

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
