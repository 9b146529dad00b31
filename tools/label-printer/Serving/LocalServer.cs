using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Trace.Tool;

namespace Trace.LabelPrinter.Serving;

/// <summary>The page and what it asks for, on this machine's own address. Nothing of a request is logged: claim codes are in them.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private const int MostBytes = 512 * 1024;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly WebApplication _app;
    private readonly PrintDesk _desk;
    private readonly ServeSettings _settings;
    private Guard _guard;

    private LocalServer(WebApplication app, ServeSettings settings)
    {
        (_app, _settings, _desk) = (app, settings, new PrintDesk(settings));
        _guard = new Guard(settings.Port, settings.Origin, settings.Token);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>The page with its token. What stands after the # is not sent, and so gets into no log on the way.</summary>
    public string OpeningAddress => $"http://127.0.0.1:{Port}/#{_settings.Token}";

    /// <summary>Listens.</summary>
    /// <exception cref="UsageException">The port is taken.</exception>
    public static async Task<LocalServer> StartAsync(ServeSettings settings, CancellationToken cancellation)
    {
        // Reads no file and no variable: what is not said here is not so.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
        });
        builder.Services.AddRoutingCore();
        var server = new LocalServer(builder.Build(), settings);
        server.Map();
        try
        {
            await server._app.StartAsync(cancellation);
        }
        catch (IOException taken)
        {
            await server.DisposeAsync();
            throw new UsageException($"--port {settings.Port}: {taken.Message}");
        }

        server.Port = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        server._guard = new Guard(server.Port, settings.Origin, settings.Token);
        return server;
    }

    /// <summary>Waits until somebody ends it.</summary>
    public async Task UntilStoppedAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            await _app.StopAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _desk.Dispose();
    }

    private void Map()
    {
        _app.Use(KeepOutAsync);
        _app.UseRouting();
        _app.MapGet("/", (HttpContext context) => ServedPage.AnswerAsync(context));
        foreach (var name in ServedPage.Files)
        {
            _app.MapGet($"/assets/{name}", (HttpContext context) => ServedPage.FileAsync(context, name));
        }

        _app.MapGet("/api/state", (HttpContext context) => AnswerAsync(context, ServedState.Of(_settings)));
        _app.MapPost("/api/preview", (HttpContext context) => RunAsync<PageOrder>(context, PreviewAsync));
        _app.MapPost("/api/print", (HttpContext context) => RunAsync<PageOrder>(context, PrintAsync));
        _app.MapPost("/api/station", (HttpContext context) => RunAsync<StationOrder>(context, PrintAsync));
    }

    private Task PreviewAsync(HttpContext context, PageOrder order) => Results.Bytes(_desk.Preview(order), TypeOf(order.To == "png" ? "png" : "svg")).ExecuteAsync(context);

    private async Task PrintAsync(HttpContext context, PageOrder order)
    {
        var answer = await _desk.PrintAsync(order, context.RequestAborted);
        var result = answer.File is { } file
            ? Results.Bytes(file, TypeOf(answer.Form), $"labels{(answer.Job is { } job ? $"-{job}" : "")}.{answer.Form}")
            : Results.Json(new { answer.Printed, answer.Job }, Form);
        await result.ExecuteAsync(context);
    }

    private async Task PrintAsync(HttpContext context, StationOrder order) => await AnswerAsync(context, await _desk.PrintAsync(order, context.RequestAborted));

    // Host, then origin, then token: what is not this machine's page or the one site learns nothing.
    private async Task KeepOutAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        string? from = request.Headers.Origin;
        if (!_guard.IsHost(request.Host.Value ?? "") || !_guard.MayAsk(from))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (_guard.IsOther(from))
        {
            response.Headers.AccessControlAllowOrigin = from;
            response.Headers.Vary = "Origin";
            if (HttpMethods.IsOptions(request.Method))
            {
                response.Headers.AccessControlAllowMethods = "GET, POST";
                response.Headers.AccessControlAllowHeaders = "authorization, content-type";
                response.Headers.AccessControlMaxAge = "600";
                // Browsers ask this of a machine's own addresses (Private Network Access).
                response.Headers["Access-Control-Allow-Private-Network"] = "true";
                response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            if (!_guard.IsKnown(request.Headers.Authorization))
            {
                await ProblemAsync(response, StatusCodes.Status401Unauthorized, "the token is missing or another one: open the address that label-printer serve printed");
                return;
            }
        }

        await next(context);
    }

    private static async Task RunAsync<T>(HttpContext context, Func<HttpContext, T, Task> run)
        where T : class
    {
        try
        {
            var order = context.Request.HasJsonContentType() ? await context.Request.ReadFromJsonAsync<T>(Form, context.RequestAborted) : null;
            await run(context, order ?? throw new UsageException("the request must be JSON"));
        }
        catch (JsonException)
        {
            await ProblemAsync(context.Response, StatusCodes.Status400BadRequest, "the request is not of the form that is asked for");
        }
        catch (BadHttpRequestException refused)
        {
            await ProblemAsync(context.Response, refused.StatusCode, "the request is too large");
        }
        catch (UsageException wrong)
        {
            await ProblemAsync(context.Response, StatusCodes.Status422UnprocessableEntity, wrong.Message);
        }
        catch (IOException failed)
        {
            await ProblemAsync(context.Response, StatusCodes.Status502BadGateway, failed.Message);
        }
    }

    private static Task AnswerAsync(HttpContext context, object answer) => Results.Json(answer, Form).ExecuteAsync(context);

    private static Task ProblemAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(new { error = message }, Form);
    }

    private static string TypeOf(string form) => form switch
    {
        "pdf" => "application/pdf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
}
