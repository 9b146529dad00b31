using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Trace.Tool.Tests;

/// <summary>A receiver of callbacks. The first comes at a bad moment, and is answered by 503.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Id, string Stamp, string Signature, byte[] Body)> _posted = Channel.CreateUnbounded<(string, string, string, byte[])>();
    private int _calls;

    private Receiver(WebApplication app)
    {
        _app = app;
        _app.MapPost("/", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (Interlocked.Increment(ref _calls) == 1)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            string Header(string name) => context.Request.Headers[name].ToString();
            await _posted.Writer.WriteAsync((Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body.ToArray()));
        });
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask<(string Id, string Stamp, string Signature, byte[] Body)> NextAsync() => _posted.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
