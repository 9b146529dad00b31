using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Client.Logs;
using Trace.Stranger;

namespace Trace.Api.Tests.Conformance;

/// <summary>
/// A log of 100,000 entries, read by code that shares nothing with ours (tests/Trace.Stranger): over HTTP from the service, from the folder that
/// was exported from it, and from that folder behind a web server that knows nothing of logs.
/// </summary>
public class StrangerTests(LongLog log) : IClassFixture<LongLog>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_recomputes_a_long_log_from_the_service_and_from_its_exported_files_alike()
    {
        using var live = new HttpClient { BaseAddress = log.Service.Http };
        var checkpoint = await RecomputeAsync(path => GetAsync(live, path));

        var folder = Path.Combine(log.Folder, "export");
        using var files = new HttpLogFiles(log.Service.Http);
        var report = await new LogExport(files, log.Policy, folder).RunAsync(cancellation: Cancellation);
        Assert.Equal(LongLog.Size, report.EntriesRead);
        Assert.Equal(checkpoint, await RecomputeAsync(path => ReadAsync(folder, path)), SameTree);

        await using var server = await ServeAsync(folder);
        using var still = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };
        Assert.Equal(checkpoint, await RecomputeAsync(path => GetAsync(still, path)), SameTree);
    }

    private static bool SameTree(StrangersNote one, StrangersNote other) => (one.Origin, one.Size) == (other.Origin, other.Size) && one.Root.AsSpan().SequenceEqual(other.Root);

    private async Task<StrangersNote> RecomputeAsync(Func<string, Task<byte[]?>> read)
    {
        var stranger = new StrangersLog(read);
        var vkey = await stranger.TrustedAsync();
        Assert.Equal(log.Key.ToString(), vkey);
        var checkpoint = await stranger.CheckpointAsync(vkey);
        Assert.Equal(LongLog.Size, checkpoint.Size);
        var leaves = await stranger.RecomputeAsync(checkpoint);
        // What ours proves, a stranger follows.
        var head = log.Service.Services.GetRequiredService<Checkpoints>().Signed!;
        foreach (var index in new[] { 0, 255, 256, 65_535, 65_536, LongLog.Size - 1 })
        {
            var proof = await log.Service.Services.GetRequiredService<TileReader>().InclusionAsync(index, head, Cancellation);
            Assert.Equal(checkpoint.Root, StrangersTree.Follow(leaves[index], index, checkpoint.Size, proof.Select(hash => hash.ToArray())));
        }

        return checkpoint;
    }

    private static async Task<byte[]?> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation);
    }

    private static async Task<byte[]?> ReadAsync(string folder, string path) =>
        Path.Combine(folder, path) is var file && File.Exists(file) ? await File.ReadAllBytesAsync(file, Cancellation) : null;

    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var builder = Launch.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var files = new PhysicalFileProvider(folder);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true, DefaultContentType = "application/octet-stream" });
        await app.StartAsync(Cancellation);
        return app;
    }
}
