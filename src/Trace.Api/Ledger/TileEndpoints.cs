using Microsoft.Net.Http.Headers;
using Trace.Api.Http;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// The log as anybody's tools read it (C2SP tlog-tiles): checkpoint, tiles and entry bundles, under the log's own prefix and at the site's
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
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Registers what the addresses need.</summary>
    /// <param name="services">The service's.</param>
    public static void AddTiles(this IServiceCollection services)
    {
        services.AddSingleton<Tiles>();
        // Public bytes, without a secret that their compressed size could give away.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/octet-stream"];
        });
    }

    /// <summary>Maps the log's addresses.</summary>
    /// <param name="app">The service.</param>
    public static void MapTiles(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Hashes do not get smaller; entries do.
        app.UseWhen(context => context.Request.Path.Value?.Contains("/tile/entries/", StringComparison.Ordinal) == true, entries => entries.UseResponseCompression());
        var prefix = app.Services.GetRequiredService<LogOptions>().Prefix;
        foreach (var root in (string[])["", $"/{prefix}"])
        {
            var log = HttpSetup.Limit(app.MapGroup(root), HttpLimits.Tile);
            log.MapMethods("/checkpoint", Reading, CheckpointNow).ExcludeFromDescription();
            log.MapMethods("/log/trust", Reading, Trust).ExcludeFromDescription();
            log.MapMethods("/tile/{**path}", Reading, (HttpContext context, Tiles tiles, CancellationToken cancellation) =>
                TileAsync(RawTarget.After(context, $"{root}/") ?? "", context, tiles, cancellation)).ExcludeFromDescription();
        }
    }

    private static IResult CheckpointNow(HttpContext context, Checkpoints checkpoints)
    {
        if (checkpoints.Published is not { } head)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = ASecond;
        return Results.Bytes(head.Note, "text/plain; charset=utf-8", entityTag: Tag($"{head.Head.Size}-{head.Head.Root}"), enableRangeProcessing: true);
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
            return Results.NotFound();
        }

        var bytes = isTile ? await tiles.HashesAsync(tile, cancellation) : await tiles.EntriesAsync(tile, cancellation);
        if (bytes is not { } found)
        {
            return Results.NotFound();
        }

        // What a path names never changes, so that the path itself is the tag.
        context.Response.Headers.CacheControl = Forever;
        return Results.Bytes(found, "application/octet-stream", entityTag: Tag(path), enableRangeProcessing: true);
    }

    private static EntityTagHeaderValue Tag(string what) => new($"\"{what}\"");
}
