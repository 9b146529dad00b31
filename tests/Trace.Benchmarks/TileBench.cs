using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Trace.Domain.Ledger;

namespace Trace.Benchmarks;

/// <summary>Full tiles and entry bundles served from the live service, beside a bare Kestrel that answers with the same bytes from memory.</summary>
internal static class TileBench
{
    private const int Readers = 16;

    /// <summary>Answers a second: of the bare server, of tiles, of entry bundles.</summary>
    public static async Task<(double Bare, double Tiles, double Bundles)> MeasureAsync(BenchLedger ledger, int seconds)
    {
        using var http = new HttpClient { BaseAddress = ledger.Http };
        var size = Checkpoint.Parse(SignedNote.Parse(await http.GetByteArrayAsync("/checkpoint")).Text).Size;
        var full = (int)Math.Min(size / TileGeometry.FullWidth, 64);
        var tile = await http.GetByteArrayAsync("/tile/0/000");
        await using var bare = await ServeAsync(tile);
        using var bareHttp = new HttpClient { BaseAddress = new Uri(bare.Urls.Single()) };
        return (
            await PerSecondAsync(bareHttp, _ => "/", seconds),
            await PerSecondAsync(http, i => string.Create(CultureInfo.InvariantCulture, $"/tile/0/{i % full:D3}"), seconds),
            await PerSecondAsync(http, i => string.Create(CultureInfo.InvariantCulture, $"/tile/entries/{i % full:D3}"), seconds));
    }

    private static async Task<double> PerSecondAsync(HttpClient http, Func<int, string> path, int seconds)
    {
        var (clock, done) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            for (var i = reader; clock.Elapsed.TotalSeconds < seconds; i += Readers)
            {
                if ((await http.GetByteArrayAsync(path(i))).Length == 0)
                {
                    throw new InvalidOperationException($"{path(i)} is empty");
                }

                Interlocked.Increment(ref done);
            }
        })));
        return done / clock.Elapsed.TotalSeconds;
    }

    private static async Task<WebApplication> ServeAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => Results.Bytes(bytes, "application/octet-stream"));
        await app.StartAsync();
        return app;
    }
}
