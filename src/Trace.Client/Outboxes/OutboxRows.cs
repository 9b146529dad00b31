using Microsoft.Data.Sqlite;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>Reads an outbox's tables. Of one thread at a time.</summary>
internal sealed class OutboxRows(SqliteConnection connection)
{
    private const string Columns = """
        s.seq, s.identity, s.subject, s.kind, s.time, s.put_at, s.signed, s.state, s.attempts, s.note, s.refusal, s.idx, s.version, s.recorded_at, s.ahead, s.dropped,
        (SELECT i.identity FROM statement i WHERE i.seq = s.instead)
        """;

    public List<OutboxEntry> Entries(OutboxState? state, long after, int most)
    {
        using var row = Read(
            $"SELECT {Columns} FROM statement s WHERE s.seq > $after AND ($state IS NULL OR s.state = $state) ORDER BY s.seq LIMIT $most",
            ("$after", after), ("$state", (object?)(long?)state ?? DBNull.Value), ("$most", most));
        var entries = new List<OutboxEntry>();
        while (row.Read())
        {
            entries.Add(Entry(row, 0));
        }

        return entries;
    }

    public OutboxEntry? Find(Hash256 identity)
    {
        using var row = Read($"SELECT {Columns} FROM statement s WHERE s.identity = $identity", ("$identity", identity.ToArray()));
        return row.Read() ? Entry(row, 0) : null;
    }

    public OutboxEntry? Find(long sequence)
    {
        using var row = Read($"SELECT {Columns} FROM statement s WHERE s.seq = $seq", ("$seq", sequence));
        return row.Read() ? Entry(row, 0) : null;
    }

    public (long Sequence, Hash256 Identity)? Placed(Hash256 identity, string? once)
    {
        using var row = Read(
            "SELECT seq, identity FROM statement WHERE identity = $identity OR once = $once ORDER BY seq LIMIT 1",
            ("$identity", identity.ToArray()), ("$once", (object?)once ?? DBNull.Value));
        return row.Read() ? (row.GetInt64(0), Hash256.From((byte[])row.GetValue(1))) : null;
    }

    public bool IsGivenUp(string once, long wrong)
    {
        using var row = Read("SELECT 1 FROM statement WHERE once = $once AND (seq = $wrong OR state = $corrected)", ("$once", once), ("$wrong", wrong), ("$corrected", (int)OutboxState.Corrected));
        return row.Read();
    }

    public List<OutboxOutcome> Outcomes(long since, int most)
    {
        using var row = Read(
            $"SELECT o.n, o.at, o.state, o.refusal, {Columns} FROM outcome o JOIN statement s ON s.seq = o.seq WHERE o.n > $since ORDER BY o.n LIMIT $most",
            ("$since", since), ("$most", most));
        var outcomes = new List<OutboxOutcome>();
        while (row.Read())
        {
            outcomes.Add(new OutboxOutcome(row.GetInt64(0), Instant(row.GetInt64(1)), (OutboxState)row.GetInt64(2), RefusalAt(row, 3), Entry(row, 4)));
        }

        return outcomes;
    }

    public long LastOutcome()
    {
        using var row = Read("SELECT coalesce(max(n), 0) FROM outcome");
        return row.Read() ? row.GetInt64(0) : 0;
    }

    public IEnumerable<(long Sequence, string Subject)> Waiting()
    {
        using var row = Read("SELECT seq, subject FROM statement WHERE state = 0 ORDER BY seq");
        while (row.Read())
        {
            yield return (row.GetInt64(0), row.GetString(1));
        }
    }

    public List<SealedContent> Contents(long sequence)
    {
        using var row = Read("SELECT path, commitment, disclosure FROM content WHERE seq = $seq ORDER BY path", ("$seq", sequence));
        var contents = new List<SealedContent>();
        while (row.Read())
        {
            contents.Add(new SealedContent(row.GetString(0), Commitment.Parser.ParseFrom((byte[])row.GetValue(1)), Disclosure.Parser.ParseFrom((byte[])row.GetValue(2))));
        }

        return contents;
    }

    public OutboxCounts Counts()
    {
        Span<long> counts = stackalloc long[5];
        using var row = Read("SELECT state, count(*) FROM statement GROUP BY state");
        while (row.Read())
        {
            counts[(int)row.GetInt64(0)] = row.GetInt64(1);
        }

        return new OutboxCounts(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    public string? Meta(string name)
    {
        using var row = Read("SELECT value FROM meta WHERE name = $name", ("$name", name));
        return row.Read() ? row.GetString(0) : null;
    }

    public static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static OutboxEntry Entry(SqliteDataReader row, int at) => new()
    {
        Sequence = row.GetInt64(at),
        Identity = Hash256.From((byte[])row.GetValue(at + 1)),
        Subject = row.GetString(at + 2),
        Kind = row.GetString(at + 3),
        Time = Instant(row.GetInt64(at + 4)),
        PutAt = Instant(row.GetInt64(at + 5)),
        Statement = SignedStatement.Parser.ParseFrom((byte[])row.GetValue(at + 6)),
        State = (OutboxState)row.GetInt64(at + 7),
        Attempts = row.GetInt32(at + 8),
        Note = row.IsDBNull(at + 9) ? null : row.GetString(at + 9),
        Refusal = RefusalAt(row, at + 10),
        Index = row.IsDBNull(at + 11) ? null : (ulong)row.GetInt64(at + 11),
        Version = row.IsDBNull(at + 12) ? null : (ulong)row.GetInt64(at + 12),
        RecordedAt = row.IsDBNull(at + 13) ? null : Instant(row.GetInt64(at + 13)),
        ClockAhead = row.IsDBNull(at + 14) ? null : TimeSpan.FromMicroseconds(row.GetInt64(at + 14)),
        DroppedBecause = row.IsDBNull(at + 15) ? null : row.GetString(at + 15),
        Instead = row.IsDBNull(at + 16) ? null : Hash256.From((byte[])row.GetValue(at + 16)),
    };

    private static Refusal? RefusalAt(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : Refusal.Parser.ParseFrom((byte[])row.GetValue(at));

    private SqliteDataReader Read(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
#pragma warning disable CA2000 // The reader ends with its command; both are this connection's.
        return Command(connection, sql, parameters).ExecuteReader();
#pragma warning restore CA2000
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this assembly's own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
