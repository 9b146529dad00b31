using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Tests.Ledger;

/// <summary>A row of <c>mt_events</c>.</summary>
internal sealed record StoredEvent(long SeqId, Guid Id, string Stream, long Version, byte[] Bytes, string Type, DateTime Time);

/// <summary>A row of <c>log_entry</c>.</summary>
internal sealed record StoredPlace(long Index, Hash256 Identity, string Subject, long Version, Hash256 LeafHash);

/// <summary>Every row of a log at one moment, read by SQL alone: nothing of the service stands between it and the test.</summary>
internal sealed class StoredLog
{
    public required IReadOnlyList<StoredEvent> Events { get; init; }

    public required IReadOnlyList<StoredPlace> Places { get; init; }

    public required IReadOnlyDictionary<(int Level, long Index), byte[]> Tiles { get; init; }

    public required IReadOnlyDictionary<Hash256, long> Uses { get; init; }

    /// <summary>Which statement committed to a digest first.</summary>
    public required IReadOnlyDictionary<Hash256, Hash256> Commitments { get; init; }

    public required IReadOnlyDictionary<string, long> Streams { get; init; }

    public required (long Size, Hash256 Root, long RecordedAt, byte[]? Note) Head { get; init; }

    public required long Sequence { get; init; }

    public static async Task<StoredLog> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        // One snapshot of all tables, while the service goes on.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        return new StoredLog
        {
            Events = await RowsAsync(connection, "SELECT seq_id, id, stream_id, version, bdata, type, timestamp FROM ledger.mt_events ORDER BY seq_id", row =>
                new StoredEvent(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetString(5), row.GetDateTime(6))),
            Places = await RowsAsync(connection, "SELECT index, identity, subject, version, leaf_hash FROM ledger.log_entry ORDER BY index", row =>
                new StoredPlace(row.GetInt64(0), Hash(row, 1), row.GetString(2), row.GetInt64(3), Hash(row, 4))),
            Tiles = (await RowsAsync(connection, "SELECT level, index, hashes FROM ledger.log_tile", row => (row.GetInt16(0), row.GetInt64(1), Hashes: row.GetFieldValue<byte[]>(2))))
                .ToDictionary(tile => ((int)tile.Item1, tile.Item2), tile => tile.Hashes),
            Uses = (await RowsAsync(connection, "SELECT use, index FROM ledger.log_use", row => (Hash(row, 0), row.GetInt64(1)))).ToDictionary(),
            Commitments = (await RowsAsync(connection, "SELECT digest, identity FROM ledger.log_commitment", row => (Hash(row, 0), Hash(row, 1)))).ToDictionary(),
            Streams = (await RowsAsync(connection, "SELECT id, version FROM ledger.mt_streams", row => (row.GetString(0), row.GetInt64(1)))).ToDictionary(),
            Head = (await RowsAsync(connection, "SELECT size, root, recorded_at, note FROM ledger.log_head", row =>
                (row.GetInt64(0), Hash(row, 1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)))).Single(),
            Sequence = (await RowsAsync(connection, "SELECT last_value FROM ledger.mt_events_sequence", row => row.GetInt64(0))).Single(),
        };
    }

    /// <summary>How many entries are committed, signed or not.</summary>
    public static async Task<long> ReadSizeAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return (await RowsAsync(connection, "SELECT size FROM ledger.log_head", row => row.GetInt64(0))).Single();
    }

    private static Hash256 Hash(NpgsqlDataReader row, int column) => Hash256.From(row.GetFieldValue<byte[]>(column));

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
