using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Hosting;

namespace Trace.Api.Tests;

/// <summary>The whole service in this process, on free ports, over a database of the caller's.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private RunningService(WebApplication app, TemporaryFolder folder, string connectionString)
    {
        ConnectionString = connectionString;
        _app = app;
        _folder = folder;
        (Http, Grpc) = app.Addresses();
    }

    public string ConnectionString { get; }

    public Uri Http { get; }

    public Uri Grpc { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts with ports 0, a temporary folder and no sample, <paramref name="change"/>d as the test needs, with what it <paramref name="replace"/>s, such as the clock.</summary>
    public static async Task<RunningService> StartAsync(string connectionString, Func<TraceSettings, TraceSettings>? change = null, Action<IServiceCollection>? replace = null)
    {
        var folder = new TemporaryFolder();
        var settings = new TraceSettings { HttpPort = 0, GrpcPort = 0, Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor"), Postgres = connectionString, Sample = SampleData.None };
        var app = Program.BuildApp(change?.Invoke(settings) ?? settings, connectionString, replace);
        await app.StartAsync();
        return new RunningService(app, folder, connectionString);
    }

    /// <summary>Stops as on SIGTERM; what is under way is told so.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
