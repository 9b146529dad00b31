using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Trace.Api.Http;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// The log as anybody's tools read it (C2SP tlog-tiles): checkpoint, kept checkpoints, tiles and entry bundles, under the log's own prefix and at the site's
/// root, and the trust policy that a client begins with.
/// </summary>
/// <remarks>
/// A path has one spelling. It is cut out of the request's target as it came, so that nothing which a server or proxy would decode or
/// normalise is taken for it. What does not exist yet is answered without asking the database.
/// </remarks>
public static class TileEndpoints
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string ASecond = "public, max-age=1, no-transform";
    private const string AMinute = "public, max-age=60, no-transform";
    private const int MostSizes = 10_000;
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Registers what the addresses need.</summary>
    /// <param name="services">The service's.</param>
    public static void AddTiles(this IServiceCollection services)
    {
        services.AddSingleton<Tiles>();
    }

    /// <summary>Maps the log's addresses.</summary>
    /// <param name="app">The service.</param>
    public static void MapTiles(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var prefix = app.Services.GetRequiredService<LogOptions>().Prefix;
        foreach (var root in (string[])["", $"/{prefix}"])
        {
            var log = HttpSetup.Limit(app.MapGroup(root), HttpLimits.Tile);
            log.MapMethods("/checkpoint", Reading, (HttpContext context, Checkpoints checkpoints) =>
                RawTarget.After(context, $"{root}/checkpoint") is "" ? CheckpointNow(context, checkpoints) : Missing(context)).ExcludeFromDescription();
            log.MapMethods("/log/trust", Reading, (HttpContext context, LogOptions options) =>
                RawTarget.After(context, $"{root}/log/trust") is "" ? Trust(context, options) : Missing(context)).ExcludeFromDescription();
            log.MapMethods("/checkpoints/{**size}", Reading, (HttpContext context, PublishedStore kept, CancellationToken cancellation) =>
                KeptAsync(RawTarget.After(context, $"{root}/checkpoints/"), context, kept, cancellation)).ExcludeFromDescription();
            log.MapMethods("/tile/{**path}", Reading, (HttpContext context, Tiles tiles, CancellationToken cancellation) =>
                TileAsync(RawTarget.After(context, $"{root}/") ?? "", context, tiles, cancellation)).ExcludeFromDescription();
        }
    }

    private static IResult CheckpointNow(HttpContext context, Checkpoints checkpoints)
    {
        if (checkpoints.Published is not { } head)
        {
            return Missing(context);
        }

        context.Response.Headers.CacheControl = ASecond;
        return Note(head.Note);
    }

    // Cosignatures are added to a checkpoint whose size and root stay: the tag is of all its bytes.
    private static IResult Note(byte[] note) =>
        Results.Bytes(note, "text/plain; charset=utf-8", entityTag: Tag(Convert.ToHexStringLower(SHA256.HashData(note)[..16])), enableRangeProcessing: true);

    private static async Task<IResult> KeptAsync(string? path, HttpContext context, PublishedStore kept, CancellationToken cancellation)
    {
        switch (path)
        {
            case "index":
                return Sizes(0, long.MaxValue);
            case "":
                var from = context.Request.Query["from"];
                return from.Count == 0 ? Sizes(0, MostSizes)
                    : from.Count == 1 && Checkpoint.TryParseSize(from[0], out var first) ? Sizes(first, MostSizes)
                    : Results.Text("from: must be one decimal, the first size that is wanted\n", "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest);
        }

        if (path is null || !Checkpoint.TryParseSize(path, out var size) || await kept.KeptAsync(size, cancellation) is not { } found)
        {
            return Missing(context);
        }

        context.Response.Headers.CacheControl = Forever;
        return Note(found.Note);

        IResult Sizes(long first, long most)
        {
            context.Response.Headers.CacheControl = AMinute;
            return Results.Stream(to => WriteSizesAsync(kept.KeptSizesAsync(first, most, cancellation), to, cancellation), "text/plain; charset=utf-8");
        }
    }

    private static async Task WriteSizesAsync(IAsyncEnumerable<long> sizes, Stream to, CancellationToken cancellation)
    {
        // A whole buffer at a time, so that a list of years is written as it is read.
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), bufferSize: 16 * 1024, leaveOpen: true);
        await foreach (var size in sizes.WithCancellation(cancellation))
        {
            await writer.WriteAsync($"{size.ToString(CultureInfo.InvariantCulture)}\n".AsMemory(), cancellation);
        }
    }

    private static IResult Trust(HttpContext context, LogOptions options)
    {
        context.Response.Headers.CacheControl = ASecond;
        return Results.Text(options.TrustPolicy, "text/plain");
    }

    private static async Task<IResult> TileAsync(string path, HttpContext context, Tiles tiles, CancellationToken cancellation)
    {
        var isTile = TilePath.TryParse(path, out var tile);
        if (!isTile && !TilePath.TryParseEntries(path, out tile))
        {
            return Missing(context);
        }

        var bytes = isTile ? await tiles.HashesAsync(tile, cancellation) : await tiles.EntriesAsync(tile, cancellation);
        if (bytes is not { } found)
        {
            return Missing(context);
        }

        // What a path names never changes, so that the path itself is the tag. Bundles may be compressed on the way: one tag for several forms is a weak one.
        context.Response.Headers.CacheControl = Forever;
        return Results.Bytes(found, "application/octet-stream", entityTag: Tag(path, isWeak: !isTile), enableRangeProcessing: true);
    }

    // It may be there in a moment: nobody on the way remembers that it was not.
    private static IResult Missing(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.NotFound();
    }

    private static EntityTagHeaderValue Tag(string what, bool isWeak = false) => new($"\"{what}\"", isWeak);
}
