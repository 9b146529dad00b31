using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Trace.Audit.Tests;

/// <summary>A folder behind a web server that knows nothing of logs.</summary>
internal sealed class StaticFiles(WebApplication app, Uri address) : IAsyncDisposable
{
    public Uri Address => address;

    /// <summary>Serves a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="before">Answers instead, where it says so.</param>
    public static async Task<StaticFiles> ServeAsync(string folder, Func<HttpContext, Task<bool>>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            if (before is not null && await before(context))
            {
                return;
            }

            var file = Path.Combine(folder, context.Request.Path.Value!.TrimStart('/'));
            if (!File.Exists(file))
            {
                context.Response.StatusCode = 404;
                return;
            }

            await context.Response.SendFileAsync(file);
        });
        await app.StartAsync();
        return new StaticFiles(app, new Uri(app.Urls.First()));
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
