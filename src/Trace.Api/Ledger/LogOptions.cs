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

    /// <summary>Which witnesses are asked, and how many of them it takes to publish a checkpoint. It names this log and its ledger.</summary>
    public required TrustPolicy Policy { get; init; }

    /// <summary>The trust policy that a client of this log begins with (C2SP tlog-policy). Where the witnesses are reached is none of its business.</summary>
    public string TrustPolicy => Policy.Format(withUrls: false);

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
        var before = ReadPredecessor(source);
        var (ledger, signer) = (genesis?.Ledger ?? settings.Ledger ?? origin, new LogSigner(origin, keys.Log.Signer));
        return new LogOptions
        {
            Origin = origin,
            Ledger = ledger,
            Prefix = prefix,
            Signer = signer,
            Policy = PolicyOf(settings, signer.VerifierKey, before, ledger),
            AnchorFolder = settings.Anchor,
            ClockConfirmed = settings.ClockConfirmed,
            AnchorConfirmed = settings.AnchorConfirmed,
        };
    }

    // The operator's file may be the one that clients have, with the log in it, or leave to us what only we know.
    private static TrustPolicy PolicyOf(TraceSettings settings, VerifierKey log, VerifierKey? before, string ledger)
    {
        // Whoever reads a log that follows another needs both keys.
        IReadOnlyList<PolicyLog> logs = before is null ? [new PolicyLog(log, null)] : [new PolicyLog(log, null), new PolicyLog(before, null)];
        if (settings.Policy is not { } policy)
        {
            return Domain.Ledger.TrustPolicy.Of(log, ledger).For(ledger, logs);
        }

        if (policy.Logs.Count > 0 && !policy.Logs.Any(named => named.Key.Equals(log)))
        {
            throw new StartRefusedException($"TRACE_POLICY: its log lines do not name this log, {log}. Leave them out, or name it.", StartRefusedException.BadSetting);
        }

        if (policy.Ledger is { } other && other != ledger)
        {
            throw new StartRefusedException($"TRACE_POLICY: it is of the ledger \"{other}\", and this is \"{ledger}\". Leave the line out, or name this one.", StartRefusedException.BadSetting);
        }

        if (policy.Witnesses.FirstOrDefault(witness => witness.Key.Key.Span.SequenceEqual(log.Key.Span)) is { } self)
        {
            throw new StartRefusedException($"TRACE_POLICY: witness {self.Name} has the log's own key: nobody witnesses for himself.", StartRefusedException.BadSetting);
        }

        return policy.For(ledger, logs);
    }

    private static VerifierKey? ReadPredecessor(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        using var exists = new NpgsqlCommand("SELECT to_regclass('ledger.log_predecessor') IS NOT NULL", connection);
        if (!(bool)exists.ExecuteScalar()!)
        {
            return null;
        }

        using var read = new NpgsqlCommand("SELECT vkey FROM ledger.log_predecessor", connection);
        return read.ExecuteScalar() is string vkey ? VerifierKey.Parse(vkey) : null;
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
