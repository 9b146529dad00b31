using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Trace.Agent.Serving;

/// <summary>A small server's limits of size, rate, number and time, the same for agent and relay.</summary>
public static class ServingLimits
{
    private const int BurstSeconds = 5;
    private const int MostAtOnce = 32;
    private const int MostConnections = 256;

    private static readonly TimeSpan s_headersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    /// <summary>A server at an address that logs nothing of its own, with its limits.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="mostBytes">Of a request's body.</param>
    /// <param name="requestsPerSecond">Of one address, over some seconds.</param>
    public static WebApplicationBuilder Builder(IPEndPoint listen, long mostBytes, int requestsPerSecond)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = mostBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = s_headersWithin;
        });
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = s_answerWithin, TimeoutStatusCode = StatusCodes.Status408RequestTimeout });
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress ?? IPAddress.None, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = requestsPerSecond * BurstSeconds,
                    TokensPerPeriod = requestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })),
                PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ => new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce, QueueLimit = MostAtOnce })));
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
        });
        return builder;
    }

    /// <summary>Puts rate, number and time before whatever answers.</summary>
    /// <param name="app">Built by <see cref="Builder"/>.</param>
    public static void UseServingLimits(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseRateLimiter();
        app.UseRequestTimeouts();
    }
}
