using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Trace.Faults.Tests.Week;

/// <summary>Where parties are told by webhook. It fails now and then, as receivers do, and is told again.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private const int FailsEach = 7;

    private readonly WebApplication _app;
    private int _calls;

    private HookReceiver(WebApplication app) => _app = app;

    /// <summary>How often each notice was taken, by its id.</summary>
    public ConcurrentDictionary<string, int> Taken { get; } = new();

    public string Address => $"{_app.Urls.Single()}/hook";

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new HookReceiver(builder.Build());
        receiver._app.MapPost("/hook", receiver.Take);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Take(HttpContext context)
    {
        if (Interlocked.Increment(ref _calls) % FailsEach == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Taken.AddOrUpdate(context.Request.Headers["webhook-id"].ToString(), 1, (_, times) => times + 1);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
