using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Trace.Api.Hosting;

/// <summary>
/// Starts everything in order and stops it the other way round: settings, data folder, ports, database, service. Whatever stands in the
/// way is one message on standard error and an exit code.
/// </summary>
public static class Launch
{
    private const int Stopped = 130;

    /// <param name="build">The service over a database that is up.</param>
    /// <returns>0 after an ordered stop, 2 for a bad setting, 1 for anything else that kept it from starting.</returns>
    public static Task<int> RunAsync(Func<TraceSettings, string, WebApplication> build) => RunAsync(stop => RunAsync(build, stop), whenStopped: 0);

    /// <summary>Does one thing over the service's database, and ends.</summary>
    /// <param name="run">What is done over a database that is up.</param>
    /// <param name="changesFolder">Whether it changes the data folder, so that no service may use that meanwhile, though the database is the operator's.</param>
    /// <returns>0 when it is done, 2 for a bad setting, 1 for anything else that kept it from that, 130 where it was stopped.</returns>
    public static Task<int> RunOnceAsync(Func<TraceSettings, string, CancellationToken, Task> run, bool changesFolder = false) => RunAsync(stop => RunOnceAsync(run, changesFolder, stop), Stopped);

    private static async Task<int> RunAsync(Func<CancellationToken, Task> run, int whenStopped)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await run(stop.Token);
            return 0;
        }
        catch (StartRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"A port was taken while the service started: {e.Message} Set TRACE_HTTP_PORT or TRACE_GRPC_PORT to a free one.");
            return StartRefusedException.BadSurroundings;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return whenStopped;
        }

        // The process ends by returning, when everything has stopped; the host listens to the same signals by itself.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>A builder with the service's logging, without what depends on the caller's working directory.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        AddLogging(builder.Logging);
        return builder;
    }

    private static async Task RunAsync(Func<TraceSettings, string, WebApplication> build, CancellationToken stop)
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var folder = DataFolderLock.Take(settings.Data);
        Ports.RequireFree(settings);

        using var loggers = LoggerFactory.Create(AddLogging);
        await using var embedded = await StartDatabaseAsync(settings, loggers, stop);
        await using var app = build(settings, embedded?.ConnectionString ?? settings.Postgres!);
        await app.StartAsync(stop);
        var (http, grpc) = app.Addresses();
        folder.Serves(http, grpc);
        Introduce(app, settings);
        await app.WaitForShutdownAsync(stop);
    }

    // A server of the operator's is another's than the folder's: a service may use that meanwhile.
    private static async Task RunOnceAsync(Func<TraceSettings, string, CancellationToken, Task> run, bool changesFolder, CancellationToken stop)
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var folder = changesFolder || settings.Postgres is null ? DataFolderLock.Take(settings.Data) : null;
        using var loggers = LoggerFactory.Create(AddLogging);
        await using var embedded = await StartDatabaseAsync(settings, loggers, stop);
        await run(settings, embedded?.ConnectionString ?? settings.Postgres!, stop);
    }

    private static async Task<EmbeddedPostgres?> StartDatabaseAsync(TraceSettings settings, ILoggerFactory loggers, CancellationToken stop)
    {
        if (settings.Postgres is null)
        {
            return await EmbeddedPostgres.StartAsync(settings.Data, loggers.CreateLogger<EmbeddedPostgres>(), stop);
        }

        await ExternalPostgres.RequireUsableAsync(settings.Postgres, loggers.CreateLogger(typeof(ExternalPostgres).FullName!), stop);
        return null;
    }

    private static void Introduce(WebApplication app, TraceSettings settings)
    {
        var banner = app.Services.GetRequiredService<Banner>();
        var (http, grpc) = app.Addresses();
        banner.Add("HTTP", http.ToString());
        banner.Add("gRPC", grpc.ToString());
        banner.Add("Data", settings.Data);
        banner.Add("PostgreSQL", settings.Postgres is null ? "embedded: for trying and for small shops" : "external");
        banner.Print(Console.Out);
    }

    // Standard output is the banner's. Logging__Console__FormatterName=json gives one JSON object a line.
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Marten", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
