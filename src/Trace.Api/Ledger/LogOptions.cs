using Npgsql;
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

    /// <summary>The trust policy that a client of this log begins with (C2SP tlog-policy); the ledger's name stands in a comment.</summary>
    public string TrustPolicy => $"# ledger {Ledger}\nlog {Signer.VerifierKey}\nquorum none\n";

    /// <summary>
    /// The options of a service's one log. Origin and ledger are made at the first start and kept in Genesis: from then on settings do not change them.
    /// </summary>
    /// <param name="settings">The service's settings.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="source">Where the database is.</param>
    public static LogOptions Load(TraceSettings settings, LedgerKeys keys, NpgsqlDataSource source)
    {
        var prefix = KeyId.Of(keys.Log.PublicKey).ToString()[..8];
        var genesis = ReadGenesis(source)?.Statement.Message;
        var origin = genesis?.Genesis.Origin ?? $"{settings.PublicUrl?.Host ?? "trace.localhost"}/{prefix}";
        return new LogOptions
        {
            Origin = origin,
            Ledger = genesis?.Ledger ?? settings.Ledger ?? origin,
            Prefix = prefix,
            Signer = new LogSigner(origin, keys.Log.Signer),
            AnchorFolder = settings.Anchor,
            ClockConfirmed = settings.ClockConfirmed,
            AnchorConfirmed = settings.AnchorConfirmed,
        };
    }

    private static RecordedEntry? ReadGenesis(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        using var exists = new NpgsqlCommand("SELECT to_regclass('ledger.mt_events') IS NOT NULL", connection);
        if (!(bool)exists.ExecuteScalar()!)
        {
            return null;
        }

        using var read = new NpgsqlCommand("SELECT bdata FROM ledger.mt_events WHERE seq_id = 1", connection);
        return read.ExecuteScalar() is byte[] bytes ? RecordedEntry.Parse(Google.Protobuf.ByteString.CopyFrom(bytes)) : null;
    }
}
