using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.Stranger;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>The log over HTTP, read with code that shares nothing with Trace.Domain's (tests/Trace.Stranger).</summary>
public class TileEndpointsTests(PostgresFixture postgres)
{
    private const int Lots = 700;

    // Of a log of four entries: too far, too wide, too high, or another spelling of what is there.
    private static readonly string[] Nowhere =
    [
        "/tile/0/001.p/0",
        "/tile/0/000.p/256",
        "/tile/0/000.p/01",
        "/tile/0/0",
        "/tile/0/x000/000",
        "/tile/00/000",
        "/tile/64/000",
        "/tile/0//000",
        "/tile/0/%30%30%30",
        "/tile/0%2F000",
        "/tile/0/000/",
        "/tile/entries/999",
        "/tile/0/x999/999",
        "/tile/7/000",
        "/tile/2/000",
        "/tile/entries/000.p/-1",
        "/tile/",
        "/00000000/checkpoint",
        "/CHECKPOINT",
        "/checkpoint/",
        "/Log/Trust",
        "/log/trust/",
        "/checkpoints/04",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_recomputes_the_signed_root_from_entries_and_finds_every_tile_as_it_must_be()
    {
        await using var service = await StartAsync();
        using var http = new HttpClient { BaseAddress = service.Http };
        var prefix = service.Services.GetRequiredService<LogOptions>().Prefix;

        var stranger = new StrangersLog(async path => await http.GetByteArrayAsync($"/{prefix}/{path}", Cancellation));
        var checkpoint = await stranger.CheckpointAsync(await stranger.TrustedAsync());
        Assert.True(checkpoint.Size > Lots);
        Assert.Equal(checkpoint.Size, (await stranger.RecomputeAsync(checkpoint)).Count);
        Assert.Equal(checkpoint.Root, (await new StrangersLog(async path => await http.GetByteArrayAsync($"/{path}", Cancellation)).CheckpointAsync(await stranger.TrustedAsync())).Root);
    }

    [Fact]
    public async Task A_partial_tile_of_any_width_is_the_first_part_of_what_is_stored()
    {
        await using var service = await StartAsync();
        using var http = new HttpClient { BaseAddress = service.Http };
        var whole = await http.GetByteArrayAsync("/tile/0/000", Cancellation);
        var entries = await http.GetByteArrayAsync("/tile/entries/000", Cancellation);

        foreach (var width in new[] { 1, 4, 255 })
        {
            Assert.Equal(whole[..(width * 32)], await http.GetByteArrayAsync($"/tile/0/000.p/{width}", Cancellation));
            var part = await http.GetByteArrayAsync($"/tile/entries/000.p/{width}", Cancellation);
            Assert.Equal(entries[..part.Length], part);
            Assert.Equal(width, (await new StrangersLog(_ => Task.FromResult<byte[]?>(part)).EntriesAsync(0, width)).Count);
        }
    }

    [Fact]
    public async Task What_does_not_exist_or_is_spelled_otherwise_is_not_found()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service.Http, "/tile/0/000.p/4"));
        foreach (var path in Nowhere)
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await StatusAsync(service.Http, path)));
        }
    }

    [Fact]
    public async Task Caching_ranges_heads_tags_and_compression_are_as_a_cache_wants_them()
    {
        await using var service = await StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = service.Http };
        using var checkpoint = await http.GetAsync("/checkpoint", Cancellation);
        using var tile = await http.GetAsync("/tile/0/000", Cancellation);

        Assert.Equal("text/plain; charset=utf-8", checkpoint.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(1), checkpoint.Headers.CacheControl!.MaxAge);
        Assert.Equal("application/octet-stream", tile.Content.Headers.ContentType!.ToString());
        Assert.Contains("immutable", tile.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/tile/0/000") { Headers = { IfNoneMatch = { tile.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again, Cancellation)).StatusCode);
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/tile/0/000"), Cancellation);
        Assert.Equal(8192, head.Content.Headers.ContentLength);
        using var range = new HttpRequestMessage(HttpMethod.Get, "/tile/0/000") { Headers = { Range = new RangeHeaderValue(32, 63) } };
        using var part = await http.SendAsync(range, Cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(32, (await part.Content.ReadAsByteArrayAsync(Cancellation)).Length);

        using var zipped = new HttpRequestMessage(HttpMethod.Get, "/tile/entries/000") { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };
        using var bundle = await http.SendAsync(zipped, Cancellation);
        Assert.Equal(["gzip"], bundle.Content.Headers.ContentEncoding);
        await using var plain = new GZipStream(await bundle.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var unzipped = new MemoryStream();
        await plain.CopyToAsync(unzipped, Cancellation);
        Assert.Equal(await http.GetByteArrayAsync("/tile/entries/000", Cancellation), unzipped.ToArray());
    }

    [Fact]
    public async Task The_trust_policy_names_the_log_and_its_ledger()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var http = new HttpClient { BaseAddress = service.Http };
        var options = service.Services.GetRequiredService<LogOptions>();

        var policy = Domain.Ledger.TrustPolicy.Parse(await http.GetByteArrayAsync("/log/trust", Cancellation));

        Assert.Equal(options.Ledger, policy.Ledger);
        Assert.Equal(options.Signer.VerifierKey, Assert.Single(policy.Logs).Key);
    }

    private async Task<RunningService> StartAsync()
    {
        var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer);
        var product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
        var lots = Enumerable.Range(0, Lots).Select(i => producer.Make(SubjectKey.ForLot(product, $"L{i}"), new Listing { Name = new Text { Zh = "白牡丹" } }));
        await foreach (var outcome in client.RecordManyAsync(lots.ToAsyncEnumerable(), Cancellation))
        {
            Assert.NotNull(outcome.Recorded);
        }

        return service;
    }

    // By hand, since HttpClient would mend the spelling.
    private static async Task<HttpStatusCode> StatusAsync(Uri server, string target)
    {
        using var connection = new System.Net.Sockets.TcpClient(server.Host, server.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return (HttpStatusCode)int.Parse((await reader.ReadLineAsync(Cancellation))!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
