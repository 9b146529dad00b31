using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>The log's tables: Marten's for the events, ours for order, uniqueness and tiles. Made at start, where they are missing.</summary>
public static class LedgerSchema
{
    /// <summary>The schema of all tables.</summary>
    public const string Name = "ledger";

    // Of a log that follows another, the predecessor's entries lie in the same tables at indexes below 0, the last at -1; its tiles lie beside.
    // Of disclosure key and content are empty but for the moment between an old back-up and the next start (see Sealing/OpenContents).
    // log_entry holds every uniqueness rule; mt_events is asked for none, because what is added to it by hand is dropped by Marten's next migration.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS ledger.log_head (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
            size bigint NOT NULL, root bytea NOT NULL, epoch bigint NOT NULL, recorded_at bigint NOT NULL, holder text NOT NULL, note bytea);
        CREATE TABLE IF NOT EXISTS ledger.log_entry (
            index bigint PRIMARY KEY, identity bytea NOT NULL UNIQUE, subject text COLLATE "C" NOT NULL, version bigint NOT NULL, leaf_hash bytea NOT NULL,
            UNIQUE (subject, version));
        CREATE TABLE IF NOT EXISTS ledger.log_use (
            use bytea PRIMARY KEY, index bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger.log_tile (
            level smallint NOT NULL, index bigint NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (level, index));
        CREATE TABLE IF NOT EXISTS ledger.log_predecessor (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), vkey text NOT NULL, size bigint NOT NULL, root bytea NOT NULL, note bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger.log_predecessor_tile (
            level smallint NOT NULL, index bigint NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (level, index));
        CREATE TABLE IF NOT EXISTS ledger.log_published (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), size bigint NOT NULL, note bytea NOT NULL, published_at timestamptz NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger.log_checkpoint (
            size bigint PRIMARY KEY, note bytea NOT NULL, kept_at timestamptz NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger.disclosure (
            digest bytea PRIMARY KEY, key bytea, content bytea, media_type text NOT NULL, erased_at timestamptz);
        ALTER TABLE ledger.disclosure ADD COLUMN IF NOT EXISTS author bytea, ADD COLUMN IF NOT EXISTS sealed bytea, ADD COLUMN IF NOT EXISTS size bigint;
        CREATE TABLE IF NOT EXISTS ledger.record_key (
            name bytea PRIMARY KEY, wrapped bytea NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger.application (
            reference text PRIMARY KEY, name bytea NOT NULL, party text NOT NULL, key bytea NOT NULL, state integer NOT NULL, sealed bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(), decided_at timestamptz);
        ALTER TABLE ledger.application ADD COLUMN IF NOT EXISTS address bytea, ADD COLUMN IF NOT EXISTS without_evidence boolean NOT NULL DEFAULT false;
        CREATE TABLE IF NOT EXISTS ledger.party_contact (
            party text PRIMARY KEY, name bytea NOT NULL, sealed bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS disclosure_author ON ledger.disclosure (author) WHERE author IS NOT NULL;
        """;

    /// <summary>The Marten store of the entries: streams by subject key, events in binary.</summary>
    /// <param name="source">Where the database is.</param>
    public static DocumentStore CreateStore(NpgsqlDataSource source) => DocumentStore.For(options =>
    {
        options.Connection(source);
        options.DatabaseSchemaName = Name;
        options.Events.DatabaseSchemaName = Name;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.Quick;
        options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        EntryEvents.MapAll(options);
    });

    /// <summary>Makes what is missing. Two servers that start at once make it once.</summary>
    /// <param name="store">The Marten store.</param>
    /// <param name="source">Where the database is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task ApplyAsync(IDocumentStore store, NpgsqlDataSource source, CancellationToken cancellation)
    {
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var make = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtext('ledger.schema')); {Tables}", connection, transaction);
        await make.ExecuteNonQueryAsync(cancellation);
        await using var head = new NpgsqlCommand("INSERT INTO ledger.log_head (size, root, epoch, recorded_at, holder) VALUES (0, $1, 0, 0, '') ON CONFLICT DO NOTHING", connection, transaction);
        head.Parameters.AddWithValue(MerkleHash.EmptyRoot.ToArray());
        await head.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
