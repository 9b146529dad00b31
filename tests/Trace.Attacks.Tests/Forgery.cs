using Google.Protobuf;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Faults.Tests;
using Trace.V1;

namespace Trace.Attacks.Tests;

/// <summary>
/// A history as an operator would rather have it: the first entries as they were, then what he likes, every link, hash and tile made right. He
/// may bend what an entry says of itself. What he writes goes into the tables as if the service had written it, past every rule of uniqueness.
/// </summary>
internal sealed class Forgery
{
    private readonly LedgerState _state = new();
    private readonly List<RecordedEntry> _entries = [];

    public IReadOnlyList<RecordedEntry> Entries => _entries;

    public static Forgery After(StoredLog log, int keep)
    {
        var forgery = new Forgery();
        foreach (var stored in log.Events.Take(keep))
        {
            forgery.Take(RecordedEntry.Parse(ByteString.CopyFrom(stored.Bytes)));
        }

        return forgery;
    }

    /// <summary>Writes an entry whatever the rules say.</summary>
    public RecordedEntry Append(SignedStatement signed, Func<EntryLinks, EntryLinks>? bend = null, long? recordedAt = null)
    {
        Assert.Null(ParsedStatement.Parse(signed.Statement, out var statement));
        var links = EntryLinks.Next(statement!, _state);
        var time = recordedAt ?? Math.Max(_entries[^1].RecordedAt + 1, UnixMicroseconds.Of(DateTimeOffset.UtcNow));
        var entry = RecordedEntry.Write((ulong)_entries.Count, time, bend?.Invoke(links) ?? links, statement!, signed.Signatures);
        Take(entry);
        return entry;
    }

    /// <summary>Writes again what somebody had said, with another place.</summary>
    public RecordedEntry Again(RecordedEntry entry) =>
        Append(new SignedStatement { Statement = entry.Statement.Bytes, Signatures = { entry.Signatures } }, recordedAt: entry.RecordedAt);

    /// <summary>Puts it in the place of what is stored.</summary>
    /// <param name="database">The store.</param>
    /// <param name="unique">Whether the tables' rules of uniqueness are left in force.</param>
    public async Task WriteAsync(string database, bool unique = true)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        var empty = source.CreateCommand("""
            TRUNCATE ledger.mt_events, ledger.mt_streams, ledger.log_entry, ledger.log_use, ledger.log_commitment, ledger.log_tile, ledger.log_published, ledger.log_checkpoint CASCADE;
            UPDATE ledger.log_head SET size = 0, root = sha256(''), recorded_at = 0, note = NULL;
            """);
        if (!unique)
        {
            await Sql.ExecuteAsync(database, """
                ALTER TABLE ledger.log_entry DROP CONSTRAINT log_entry_subject_version_key, DROP CONSTRAINT log_entry_identity_key;
                DROP INDEX ledger.pk_mt_events_stream_and_version;
                """);
        }

        await using (empty)
        {
            await empty.ExecuteNonQueryAsync();
        }

        var (store, edge) = (new EntryStore(source), new TileEdge());
        var before = await store.HeadAsync(CancellationToken.None);
        var tiles = edge.Append(_entries.Select(entry => entry.LeafHash));
        var snapshot = edge.Snapshot();
        await store.WriteAsync(before, new LogHead(snapshot.Size, snapshot.Root(), before.Epoch, _entries[^1].RecordedAt), _entries, tiles, CancellationToken.None);
        if (!unique)
        {
            // The store's own schema wants its index back at the next start. What an entry says of itself stands in its bytes.
            await Sql.ExecuteAsync(database, "UPDATE ledger.mt_events SET version = 1000000 WHERE seq_id = $1", (long)_entries.Count);
        }
    }

    private void Take(RecordedEntry entry)
    {
        _entries.Add(entry);
        _state.Apply(entry);
    }
}
