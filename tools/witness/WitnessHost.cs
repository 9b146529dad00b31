using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Console;
using Trace.Domain.Ledger;
using Trace.Witness.Keys;
using Trace.Witness.Serving;
using Trace.Witness.State;
using Trace.Witness.Submissions;

namespace Trace.Witness;

/// <summary>A witness from its start to its end: key, memory, server.</summary>
public static class WitnessHost
{
    // An origin is one byte's length in what ML-DSA-44 signs.
    private const int MaxOriginBytes = 255;

    /// <summary>Runs a witness until it is asked to end.</summary>
    /// <param name="options">How.</param>
    /// <param name="ready">Told once it takes requests: its vkeys and its address.</param>
    /// <param name="cancellation">Ends it in order.</param>
    /// <returns>Whether it ended because it was asked to; false where its memory failed.</returns>
    /// <exception cref="StartRefusedException">It does not start like this.</exception>
    /// <exception cref="IOException">The key can't be read, or the address is taken.</exception>
    /// <exception cref="FormatException">The key file is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The key file is open to others than its owner.</exception>
    public static async Task<bool> RunAsync(WitnessOptions options, Action<IReadOnlyList<VerifierKey>, Uri> ready, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ready);
        var logs = LogsOf(options.Logs);
        using var key = WitnessKeyFile.Load(options.Key);
        using var memory = Memory.Open(key, options.State, logs.Keys, options.NewState, options.NewMarker);
        await using var app = Build(options, key, memory, logs);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            throw new StartRefusedException($"--listen {options.Listen}: the address is taken", problem);
        }

        app.Logger.Started(key.Name, logs.Count, memory.Sequence);
        ready(key.VerifierKeys, new Uri(app.Urls.Single()));
        await app.WaitForShutdownAsync(cancellation);
        return !app.Services.GetRequiredService<Ending>().HasFailed;
    }

    private static Dictionary<string, IReadOnlyList<VerifierKey>> LogsOf(IReadOnlyList<VerifierKey> keys)
    {
        if (keys.Count == 0)
        {
            throw new StartRefusedException("no log is named: --log VKEY, or --policy FILE with log lines");
        }

        foreach (var key in keys)
        {
            if (!key.CanVerify)
            {
                throw new StartRefusedException($"log {key.Name}: signature type 0x{key.Type:x2} can't be checked; 01, 04 and 06 can");
            }

            if (System.Text.Encoding.UTF8.GetByteCount(key.Name) > MaxOriginBytes)
            {
                throw new StartRefusedException($"log {key.Name}: its origin has more than {MaxOriginBytes} bytes, and so can't be cosigned with ML-DSA-44");
            }
        }

        return keys.Distinct().GroupBy(key => key.Name).ToDictionary(log => log.Key, IReadOnlyList<VerifierKey> (log) => [.. log]);
    }

    private static WebApplication Build(WitnessOptions options, WitnessKeyFile key, Memory memory, IReadOnlyDictionary<string, IReadOnlyList<VerifierKey>> logs)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });

        // Standard output is for the vkeys and the address.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Submission.MaxBytes;
            kestrel.Limits.MaxConcurrentConnections = 1024;
            kestrel.Limits.RequestHeadersTimeout = Limits.AnswerWithin;

            // Slow or fast, a body has the time that its request has.
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddSingleton(key);
        builder.Services.AddSingleton(memory);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddSingleton<Cosigner>();
        builder.Services.AddHostedService<RefusalCounts>();
        builder.Services.AddSingleton<Ending>();
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = Limits.AnswerWithin, TimeoutStatusCode = StatusCodes.Status408RequestTimeout });
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = Limits.Of(options.RequestsPerSecond);
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
        });

        // A proxy on this machine says for whom it asks; anybody else's word for it is not taken.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor);

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.MapWitness();
        return app;
    }
}
