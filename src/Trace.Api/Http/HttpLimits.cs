using System.Threading.RateLimiting;
using Trace.Api.Hosting;
using Trace.Api.Pictures;

namespace Trace.Api.Http;

/// <summary>Limits of size, rate and time, set once a group of addresses.</summary>
/// <param name="Name">Of its policies.</param>
/// <param name="MaxBodyBytes">Of a request's body; null where each line has its own limit.</param>
/// <param name="Within">How long an answer may take; null for what ends when the caller leaves.</param>
internal sealed record HttpLimits(string Name, long? MaxBodyBytes, TimeSpan? Within)
{
    // A statement has 16 KiB, its base64 a third more; half as much again leaves room for spaces and signatures.
    public const int MaxLineBytes = 32 * 1024;

    private const int MaxUploadBytes = (4 * 1024 * 1024 / 3 * 4) + (64 * 1024);

    // Seconds' worth of requests that may come at once, as a page with its histories does.
    private const int BurstSeconds = 5;

    // A tile is one read of what is there, and an auditor asks for all of them.
    private const int TilesToAReading = 20;

    // Of streams and watches, which take no more than one request but stay.
    private const int MostOpen = 64;

    /// <summary>What only reads.</summary>
    public static HttpLimits Read { get; } = new("read", 0, TimeSpan.FromSeconds(15));

    /// <summary>Pages and their files, of which one page has a few.</summary>
    public static HttpLimits Page { get; } = new("page", 0, TimeSpan.FromSeconds(30));

    /// <summary>The log itself: tiles, bundles, checkpoints.</summary>
    public static HttpLimits Tile { get; } = new("tile", 0, TimeSpan.FromSeconds(15));

    /// <summary>What records, signs or opens.</summary>
    public static HttpLimits Write { get; } = new("write", MaxLineBytes, TimeSpan.FromSeconds(30));

    /// <summary>Content of commitments: 4 MiB as base64.</summary>
    public static HttpLimits Upload { get; } = new("upload", MaxUploadBytes, TimeSpan.FromSeconds(60));

    /// <summary>Statements one after another.</summary>
    public static HttpLimits Stream { get; } = new("stream", null, null);

    /// <summary>Entries as they are recorded.</summary>
    public static HttpLimits Watch { get; } = new("watch", 0, null);

    /// <summary>Pictures to be made clean, which cost more than any other request: some at once, then one in two seconds.</summary>
    public static HttpLimits Picture { get; } = new("picture", PictureCleaner.MaxBytes, TimeSpan.FromSeconds(30)) { Slow = (16, 30) };

    /// <summary>Reports of anybody, who also works for each: many people may have one address.</summary>
    public static HttpLimits Report { get; } = new("report", MaxLineBytes, TimeSpan.FromSeconds(30)) { Slow = (20, 6) };

    public static IReadOnlyList<HttpLimits> All { get; } = [Read, Page, Tile, Write, Upload, Stream, Watch, Picture, Report];

    /// <summary>How many requests may come at once, and how many a minute after that; null where the settings' rates count.</summary>
    private (int AtOnce, int AMinute)? Slow { get; init; }

    /// <summary>Whose requests count together, and how many of them there may be.</summary>
    public RateLimitPartition<string> Partition(HttpContext context, TraceSettings settings)
    {
        var caller = ClientAddress.Of(context);
        if (Within is null)
        {
            return RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = MostOpen, QueueLimit = 0 });
        }

        if (Slow is { } slow)
        {
            return RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = slow.AtOnce,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / slow.AMinute,
                QueueLimit = 0,
            });
        }

        var perSecond = this == Read || this == Page ? settings.HttpReads : this == Tile ? settings.HttpReads * TilesToAReading : settings.HttpWrites;
        return RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * BurstSeconds,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }
}
