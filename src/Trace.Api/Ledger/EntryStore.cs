using System.Data;
using Npgsql;
using NpgsqlTypes;
using Trace.Api.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;

namespace Trace.Api.Ledger;

/// <summary>
/// The one place that writes the log. A batch is one transaction: fence, streams and events in Marten's own tables, order and uniqueness in
/// ours, uses, commitments, tiles. A test holds that Marten's reads, projections and schema check accept every row.
/// </summary>
/// <remarks>
/// Marten's own append reached a third of this write's speed (docs/decisions/0004-write-path.md). An event's seq_id is the entry's index + 1:
/// Marten's global order is the log's order.
/// </remarks>
public sealed class EntryStore(NpgsqlDataSource source)
{
    /// <summary>How the holder of a head begins while a log is restored, and after that until a server leads it; its origin follows.</summary>
    public const string Restoring = "restore of ";

    private const string Fence =
        "UPDATE ledger.log_head SET size = $1, root = $2, recorded_at = $3, note = $7 WHERE size = $4 AND root = $5 AND epoch = $6";

    private const string Streams = """
        INSERT INTO ledger.mt_streams (id, version, timestamp, created)
        SELECT id, version, timestamp, timestamp FROM unnest($1::varchar[], $2::bigint[], $3::timestamptz[]) AS s(id, version, timestamp)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, timestamp = excluded.timestamp
        """;

    private const string Events = """
        INSERT INTO ledger.mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, mt_dotnet_type)
        SELECT seq_id, id, stream_id, version, '{}', bdata, type, timestamp, mt_dotnet_type
        FROM unnest($1::bigint[], $2::uuid[], $3::varchar[], $4::bigint[], $5::bytea[], $6::varchar[], $7::timestamptz[], $8::varchar[])
          AS e(seq_id, id, stream_id, version, bdata, type, timestamp, mt_dotnet_type)
        """;

    private const string Entries = """
        INSERT INTO ledger.log_entry (index, identity, subject, version, leaf_hash)
        SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[], $5::bytea[])
        """;

    private const string FirstUses = "INSERT INTO ledger.log_use (use, index) SELECT * FROM unnest($1::bytea[], $2::bigint[]) ON CONFLICT (use) DO NOTHING";

    private const string Tiles = "INSERT INTO ledger.log_tile (level, index, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])";

    // Marten reads its high-water mark from the sequence.
    private const string Sequence = "SELECT setval('ledger.mt_events_sequence', $1)";

    /// <summary>Writes a batch behind a head, durably, or nothing of it.</summary>
    /// <param name="before">The head that the batch follows.</param>
    /// <param name="after">The head behind the batch.</param>
    /// <param name="entries">The entries, in order, at least one.</param>
    /// <param name="tiles">The tiles that became full.</param>
    /// <param name="cancellation">Stops it before the commit.</param>
    /// <exception cref="FencedException">Another server leads.</exception>
    /// <exception cref="HistoryDiffersException">The head, or a row, is none that a server wrote.</exception>
    public async Task WriteAsync(LogHead before, LogHead after, IReadOnlyList<RecordedEntry> entries, IReadOnlyList<TileHashes> tiles, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var fence = Command(Fence, after.Size, after.Root.ToArray(), after.RecordedAt, before.Size, before.Root.ToArray(), before.Epoch, (object?)before.Note ?? DBNull.Value);
        batch.BatchCommands.Add(fence);
        AddEntries(batch, entries);
        AddUses(batch, entries);
        AddCommitments(batch, entries);
        AddErasures(batch, entries);
        if (tiles.Count > 0)
        {
            batch.BatchCommands.Add(Command(Tiles, Column(tiles, tile => (short)tile.Tile.Level), Column(tiles, tile => tile.Tile.Index), Column(tiles, tile => tile.Hashes.ToArray())));
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException problem) when (problem.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else's entry stands at this index, or else a row stands that no head counts.
            throw await WhyNotAsync(before, problem);
        }

        if (fence.RecordsAffected != 1)
        {
            throw await WhyNotAsync(before, null);
        }

        // From here on the outcome may be unknown: the caller reads the head again before it does anything else.
        await transaction.CommitAsync(CancellationToken.None);
    }

    // Whoever takes the lead raises the epoch; nothing else may change a head, or leave rows that none counts.
    private async Task<Exception> WhyNotAsync(LogHead before, PostgresException? problem)
    {
        var now = await HeadAsync(CancellationToken.None);
        var what = problem is null
            ? $"the head was size {before.Size}, root {before.Root.ToBase64()}, and is size {now.Size}, root {now.Root.ToBase64()} by no server's doing"
            : $"the store of {before.Size} entries holds a row that none of them made ({problem.ConstraintName})";
        return now.Epoch == before.Epoch
            ? new HistoryDiffersException($"{what}. What is stored is damaged: restore a backup that the anchor does not lie ahead of, or see docs/operations.md", problem)
            : new FencedException();
    }

    private void AddEntries(NpgsqlBatch batch, IReadOnlyList<RecordedEntry> entries)
    {
        var times = Column(entries, entry => DateTimeOffset.UnixEpoch.AddMicroseconds(entry.RecordedAt).UtcDateTime);
        var subjects = Column(entries, entry => entry.Statement.Subject.Value);
        var versions = Column(entries, entry => (long)entry.Version);
        var newest = entries.GroupBy(entry => entry.Statement.Subject.Value).Select(group => group.Last()).ToList();
        batch.BatchCommands.Add(Command(Streams, Column(newest, entry => entry.Statement.Subject.Value), Column(newest, entry => (long)entry.Version), Column(newest, entry => DateTimeOffset.UnixEpoch.AddMicroseconds(entry.RecordedAt).UtcDateTime)));
        batch.BatchCommands.Add(Command(
            Events,
            Column(entries, entry => (long)entry.Index + 1),
            Column(entries, entry => new Guid(entry.Statement.Identity.AsSpan()[..16], bigEndian: true)),
            subjects,
            versions,
            Column(entries, entry => entry.Bytes.ToByteArray()),
            Column(entries, entry => EntryEvents.NameOf(entry.Statement.Rules)),
            times,
            Column(entries, entry => EntryEvents.ClrNameOf(entry.Statement.Kind))));
        batch.BatchCommands.Add(Command(
            Entries,
            Column(entries, entry => (long)entry.Index),
            Column(entries, entry => entry.Statement.Identity.ToArray()),
            subjects,
            versions,
            Column(entries, entry => entry.LeafHash.ToArray())));
        batch.BatchCommands.Add(Command(Sequence, (long)entries[^1].Index + 1));
    }

    private static void AddUses(NpgsqlBatch batch, IReadOnlyList<RecordedEntry> entries)
    {
        var uses = entries.SelectMany(entry => Uses.By(entry.Statement), (entry, use) => (Use: use.ToArray(), Index: (long)entry.Index)).ToList();
        if (uses.Count > 0)
        {
            batch.BatchCommands.Add(Command(FirstUses, Column(uses, use => use.Use), Column(uses, use => use.Index)));
        }
    }

    private static void AddCommitments(NpgsqlBatch batch, IReadOnlyList<RecordedEntry> entries)
    {
        var commitments = entries.SelectMany(FirstCommitments.Of).ToList();
        if (commitments.Count > 0)
        {
            batch.BatchCommands.Add(Command(FirstCommitments.Adding, Column(commitments, one => one.Digest), Column(commitments, one => one.Identity)));
        }
    }

    // What the registrar erases is gone when its Erasure is recorded, not some time later.
    private static void AddErasures(NpgsqlBatch batch, IReadOnlyList<RecordedEntry> entries)
    {
        var erased = entries.Where(entry => entry.Statement.Rules.Effects.HasFlag(Effects.Erases)).Select(entry => entry.Statement.Message.Erasure.Digest.ToByteArray()).ToArray();
        if (erased.Length > 0)
        {
            foreach (var command in DisclosureStore.Erasing(erased))
            {
                batch.BatchCommands.Add(command);
            }
        }
    }

    /// <summary>Takes the lead: raises the epoch, which fences every server that led before.</summary>
    /// <param name="least">An epoch that the new one is greater than: the anchor's.</param>
    /// <param name="holder">Where this server is reached.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The head as it is now.</returns>
    public async Task<LogHead> LeadAsync(long least, string holder, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("UPDATE ledger.log_head SET epoch = greatest(epoch, $1) + 1, holder = $2 RETURNING size, root, epoch, recorded_at, note");
        command.Parameters.AddWithValue(least);
        command.Parameters.AddWithValue(holder);
        return await HeadAsync(command, cancellation);
    }

    /// <summary>Takes an empty head, or one that such a restore took before, and fences whoever had it.</summary>
    /// <param name="holder">Begins with <see cref="Restoring"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The head as it is now; null where a server led it.</returns>
    public async Task<LogHead?> LeadRestoreAsync(string holder, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("UPDATE ledger.log_head SET epoch = epoch + 1, holder = $1, note = NULL WHERE size = 0 OR holder = $1");
        command.Parameters.AddWithValue(holder);
        return await command.ExecuteNonQueryAsync(cancellation) == 1 ? await HeadAsync(cancellation) : null;
    }

    /// <summary>Puts a verified checkpoint to a head that is restored: from here on a server may lead it.</summary>
    /// <param name="head">The head.</param>
    /// <param name="note">Its checkpoint.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FencedException">Somebody else took the head.</exception>
    public async Task FinishRestoreAsync(LogHead head, byte[] note, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        await using var command = source.CreateCommand("UPDATE ledger.log_head SET note = $1 WHERE size = $2 AND root = $3 AND epoch = $4");
        command.Parameters.AddWithValue(note);
        command.Parameters.AddWithValue(head.Size);
        command.Parameters.AddWithValue(head.Root.ToArray());
        command.Parameters.AddWithValue(head.Epoch);
        if (await command.ExecuteNonQueryAsync(cancellation) != 1)
        {
            throw new FencedException();
        }
    }

    /// <summary>How many entries there are, and who took the head last: where a server is reached, or a restore.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(long Size, string Holder)> HolderAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT size, holder FROM ledger.log_head");
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetString(1)) : (0, "");
    }

    /// <summary>The head as it is now.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task<LogHead> HeadAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT size, root, epoch, recorded_at, note FROM ledger.log_head");
        return await HeadAsync(command, cancellation);
    }

    /// <summary>The index of the first entry that is not stored as its leaf hash says; null where none is found.</summary>
    /// <param name="size">Of the log.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<long?> FirstDamagedAsync(long size, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            SELECT min(i) FROM generate_series(0, $1 - 1) AS i LEFT JOIN ledger.log_entry e ON e.index = i LEFT JOIN ledger.mt_events m ON m.seq_id = i + 1
            WHERE e.leaf_hash IS DISTINCT FROM sha256('\x00'::bytea || m.bdata) OR e.leaf_hash IS NULL
            """);
        command.Parameters.AddWithValue(size);
        return await command.ExecuteScalarAsync(cancellation) is long index ? index : null;
    }

    private static async Task<LogHead> HeadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        await reader.ReadAsync(cancellation);
        return new LogHead(reader.GetInt64(0), Hash256.From(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));
    }

    /// <summary>A command of a batch with its parameters, typed by their CLR types.</summary>
    internal static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter switch
            {
                byte[][] => new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                DBNull => new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Bytea },
                _ => new NpgsqlParameter { Value = parameter },
            });
        }

        return command;
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return column;
    }
}
