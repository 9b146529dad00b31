using Trace.Api.Hosting;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// Everything that makes one log this log and not another: nothing in its code may come from statics, because a ledger may grow into shards,
/// each a log of its own.
/// </summary>
public sealed record LogOptions
{
    /// <summary>The checkpoint origin, and the name of the log's key.</summary>
    public required string Origin { get; init; }

    /// <summary>The ledger's name: what statements are made for.</summary>
    public required string Ledger { get; init; }

    /// <summary>First path segment of the log's own addresses: 8 hex digits of the log key's key id.</summary>
    public required string Prefix { get; init; }

    /// <summary>Signs checkpoints and nothing else.</summary>
    public required LogSigner Signer { get; init; }

    /// <summary>The folder of the anchor, outside the database and its backups.</summary>
    public required string AnchorFolder { get; init; }

    /// <summary>The most statements that one transaction records.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>The most statements that wait for the sequencer.</summary>
    public int MaxBacklog { get; init; } = 8192;

    /// <summary>Whether an operator confirms the clock at start, although the last entry is long past.</summary>
    public bool ClockConfirmed { get; init; }

    /// <summary>Whether an operator confirms that the anchor's folder is new, and the database's head is the log's.</summary>
    public bool AnchorConfirmed { get; init; }

    /// <summary>The options of a service's one log. The origin is <c>host/8 hex digits</c>; the ledger's name is given, else the origin.</summary>
    /// <param name="settings">The service's settings.</param>
    /// <param name="keys">Its keys.</param>
    public static LogOptions From(TraceSettings settings, LedgerKeys keys)
    {
        var prefix = KeyId.Of(keys.Log.PublicKey).ToString()[..8];
        var origin = $"{settings.PublicUrl?.Host ?? "trace.localhost"}/{prefix}";
        return new LogOptions
        {
            Origin = origin,
            Ledger = settings.Ledger ?? origin,
            Prefix = prefix,
            Signer = new LogSigner(origin, keys.Log.Signer),
            AnchorFolder = settings.Anchor,
            ClockConfirmed = settings.ClockConfirmed,
            AnchorConfirmed = settings.AnchorConfirmed,
        };
    }
}
