using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Trace.Domain.Ledger;

namespace Trace.Audit.State;

/// <summary>How an entry stands in an audit's state.</summary>
internal enum EntryStanding
{
    /// <summary>It breaks no rule, and what it says holds.</summary>
    Applied = 0,

    /// <summary>It breaks a rule, and changed nothing.</summary>
    Broken = 1,

    /// <summary>It is of a newer version, and changed nothing.</summary>
    Newer = 2,
}

/// <summary>A log that was audited because another follows it.</summary>
/// <param name="Origin">Its origin.</param>
/// <param name="Size">How many of its entries count.</param>
public sealed record AuditedBefore(string Origin, long Size);

/// <summary>An entry as an audit keeps it.</summary>
/// <param name="Index">Its place; below 0 in the log before.</param>
/// <param name="Standing">Whether it counts.</param>
/// <param name="Bytes">As read.</param>
internal sealed record StoredAuditEntry(long Index, EntryStanding Standing, byte[] Bytes);

/// <summary>
/// An audit's state in one SQLite file, about as large as the log: entries by their places, where each statement, key and first use is
/// found, the newest entry of each subject, and how far the audit has come. What is written becomes true with <see cref="Commit"/>, whole.
/// Not safe for several threads; one process at a time.
/// </summary>
/// <remarks>
/// Statements, keys and uses are found by the first eight bytes of their hashes. Whoever wrote the log may have sought hashes that begin alike:
/// a place found so is a candidate, and the entry that lies there decides.
/// </remarks>
internal sealed class AuditStore : IDisposable
{
    private const long Format = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS entry (idx INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, standing INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS mark (hash INTEGER NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (hash, idx)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS head (subject TEXT PRIMARY KEY, version INTEGER NOT NULL, leaf BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS folded (subject TEXT NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (subject, idx)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS finding (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, reason INTEGER NOT NULL, subject TEXT NOT NULL, idx INTEGER, version INTEGER, message TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS counted (rule TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS unattested (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS newer (idx INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS position (
            id INTEGER PRIMARY KEY CHECK (id = 0), ledger TEXT NOT NULL, size INTEGER NOT NULL, edge BLOB NOT NULL, recorded_at INTEGER NOT NULL,
            signed_to INTEGER NOT NULL, kept_to INTEGER NOT NULL, attested_to INTEGER NOT NULL, attested_at INTEGER NOT NULL, not_attested INTEGER NOT NULL, not_understood INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS before (id INTEGER PRIMARY KEY CHECK (id = 0), origin TEXT NOT NULL, size INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS accepted (id INTEGER PRIMARY KEY CHECK (id = 0), note BLOB NOT NULL);
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private readonly HotStatement _putEntry;
    private readonly HotStatement _entry;
    private readonly HotStatement _mark;
    private readonly HotStatement _marked;
    private readonly HotStatement _head;
    private readonly HotStatement _putHead;

    // Where marked things may be found, while they are read.
    private readonly List<long> _places = [];

    // Marks that are not written yet: in their order, they touch each page of the index once. Places under a hash that is here already, which
    // is seldom, are written at once.
    private readonly Dictionary<long, long> _marks = [];

    private AuditStore(SqliteConnection connection)
    {
        _connection = connection;
        _putEntry = new HotStatement(connection, "INSERT INTO entry VALUES (?1, ?2, ?3, ?4)");
        _entry = new HotStatement(connection, "SELECT standing, bytes FROM entry WHERE idx = ?1");
        _mark = new HotStatement(connection, "INSERT OR IGNORE INTO mark VALUES (?1, ?2)");
        _marked = new HotStatement(connection, "SELECT idx FROM mark WHERE hash = ?1 ORDER BY idx");
        _head = new HotStatement(connection, "SELECT version, leaf FROM head WHERE subject = ?1");
        _putHead = new HotStatement(connection, "INSERT OR REPLACE INTO head VALUES (?1, ?2, ?3)");
    }

    /// <summary>Opens the state of one log, or begins it.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <exception cref="IOException">Another audit holds it, it is no such file, or of another version.</exception>
    public static AuditStore Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();

            // Of one process alone, so nobody reads beside a writer, which is what a write-ahead log is for; and most of what is written is
            // appended, which a rollback journal writes once.
            Run(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;");
            using var version = connection.CreateCommand();
            version.CommandText = "PRAGMA user_version";
            var format = (long)version.ExecuteScalar()!;
            if (format is not 0 and not Format)
            {
                throw new IOException($"the audit's state \"{path}\" is of version {format}; this one writes version {Format}. Move it away, and the audit begins anew");
            }

            Run(connection, "BEGIN IMMEDIATE;" + Schema + $"PRAGMA user_version = {Format}; COMMIT;");
            return new AuditStore(connection);
        }
        catch (SqliteException failed)
        {
            connection.Dispose();
            throw new IOException(failed.SqliteErrorCode is 5 or 6
                ? $"another audit is at work on \"{path}\""
                : $"the audit's state \"{path}\" can't be read: {failed.Message}. Move it away, and the audit begins anew", failed);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>How far the audit has come.</summary>
    public AuditPosition Position()
    {
        using var row = Read("SELECT ledger, size, edge, recorded_at, signed_to, attested_to, attested_at, not_attested, not_understood, kept_to FROM position");
        return !row.Read() ? new AuditPosition() : new AuditPosition
        {
            Ledger = row.GetString(0),
            Size = row.GetInt64(1),
            Edge = AuditPosition.EdgeOf(row.GetFieldValue<byte[]>(2)),
            LastRecordedAt = row.GetInt64(3),
            SignedTo = row.GetInt64(4),
            AttestedTo = row.GetInt64(5),
            AttestedAt = row.GetInt64(6),
            NotAttested = row.GetInt64(7),
            NotUnderstood = row.GetInt64(8),
            KeptTo = row.GetInt64(9),
        };
    }

    public void Save(AuditPosition position) => Execute(
        "INSERT OR REPLACE INTO position VALUES (0, $0, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        position.Ledger, position.Size, position.EdgeBytes(), position.LastRecordedAt, position.SignedTo, position.KeptTo, position.AttestedTo, position.AttestedAt, position.NotAttested, position.NotUnderstood);

    /// <summary>The log that this one follows: its origin, and how many of its entries lie below 0; null where it follows none.</summary>
    public AuditedBefore? Before()
    {
        using var row = Read("SELECT origin, size FROM before");
        return row.Read() ? new AuditedBefore(row.GetString(0), row.GetInt64(1)) : null;
    }

    /// <summary>
    /// Makes the whole state of a log that of one that follows it, as its Genesis says: entries and what is found by them move below 0, the tree begins
    /// anew, and the clock goes on. What was found of it stays found.
    /// </summary>
    public void BeginBehind(AuditedBefore before)
    {
        Begin();
        foreach (var (table, column) in (ReadOnlySpan<(string, string)>)[("entry", "idx"), ("mark", "idx"), ("folded", "idx")])
        {
            Execute($"UPDATE {table} SET {column} = {column} - $0", before.Size);
        }

        Execute("UPDATE finding SET message = 'in the log before, \"' || $0 || '\": ' || message", before.Origin);
        Execute("DELETE FROM newer");
        Execute("DELETE FROM unattested");
        Execute("DELETE FROM accepted");
        Execute("INSERT INTO before VALUES (0, $0, $1)", before.Origin, before.Size);
        Save(new AuditPosition { Ledger = Position().Ledger, LastRecordedAt = Position().LastRecordedAt });
        Commit();
    }

    /// <summary>The note of the last checkpoint that was accepted; null before the first.</summary>
    public SignedNote? Accepted()
    {
        using var row = Read("SELECT note FROM accepted");
        return row.Read() ? SignedNote.Parse(row.GetFieldValue<byte[]>(0)) : null;
    }

    public void Accept(SignedNote note) => Execute("INSERT OR REPLACE INTO accepted VALUES (0, $0)", note.ToBytes());

    public void Put(long index, long recordedAt, EntryStanding standing, ReadOnlySpan<byte> bytes) =>
        _putEntry.With(1, index).With(2, recordedAt).With(3, (long)standing).With(4, bytes).Run();

    /// <summary>The entry at a place; null where none is kept.</summary>
    public StoredAuditEntry? Entry(long index)
    {
        var entry = _entry.With(1, index).Step() ? new StoredAuditEntry(index, (EntryStanding)_entry.Number(0), _entry.Bytes(1).ToArray()) : null;
        _entry.Reset();
        return entry;
    }

    /// <summary>Entries in order, read as they are asked for; nothing else is asked of the store meanwhile.</summary>
    public IEnumerable<StoredAuditEntry> Entries(long from, long to)
    {
        using var row = Read("SELECT idx, standing, bytes FROM entry WHERE idx >= $0 AND idx < $1 ORDER BY idx", from, to);
        while (row.Read())
        {
            yield return Entry(row);
        }
    }

    /// <summary>Places and times of entries in order, at most so many.</summary>
    public List<(long Index, long RecordedAt)> Times(long from, long to, int most)
    {
        using var row = Read("SELECT idx, recorded_at FROM entry WHERE idx >= $0 AND idx < $1 ORDER BY idx LIMIT $2", from, to, (long)most);
        var times = new List<(long, long)>();
        while (row.Read())
        {
            times.Add((row.GetInt64(0), row.GetInt64(1)));
        }

        return times;
    }

    /// <summary>Notes at which place a statement, a key or a first use is found.</summary>
    public void Mark(Hash256 hash, long index)
    {
        if (!_marks.TryAdd(Short(hash), index))
        {
            Write(Short(hash), index);
        }
    }

    /// <summary>Where something may be found, the earliest first.</summary>
    public IReadOnlyList<StoredAuditEntry> Marked(Hash256 hash)
    {
        _places.Clear();
        _marked.With(1, Short(hash));
        while (_marked.Step())
        {
            _places.Add(_marked.Number(0));
        }

        _marked.Reset();
        if (_marks.TryGetValue(Short(hash), out var waiting) && !_places.Contains(waiting))
        {
            _places.Add(waiting);
            _places.Sort();
        }

        return _places.Count == 0 ? [] : [.. _places.Select(place => Entry(place)!)];
    }

    public SubjectHead? Head(string subject)
    {
        var head = _head.With(1, subject).Step() ? new SubjectHead((ulong)_head.Number(0), Hash256.From(_head.Bytes(1))) : null;
        _head.Reset();
        return head;
    }

    public void Put(string subject, SubjectHead head) => _putHead.With(1, subject).With(2, (long)head.Version).With(3, head.LeafHash.AsSpan()).Run();

    /// <summary>Notes that an entry changes how a key or a party stands.</summary>
    public void PutFolded(string subject, long index) => Execute("INSERT OR IGNORE INTO folded VALUES ($0, $1)", subject, index);

    /// <summary>The entries that a key's or a party's standing is folded from, in order.</summary>
    public List<StoredAuditEntry> Folded(string subject)
    {
        using var row = Read("SELECT entry.idx, standing, bytes FROM folded JOIN entry ON entry.idx = folded.idx WHERE subject = $0 ORDER BY folded.idx", subject);
        var entries = new List<StoredAuditEntry>();
        while (row.Read())
        {
            entries.Add(Entry(row));
        }

        return entries;
    }

    /// <summary>Runs a statement, made ready once; its parameters are $0, $1 and so on.</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> values) => Ready(sql, values).ExecuteNonQuery();

    /// <summary>Reads rows; the reader is disposed before the same statement is run again.</summary>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Ready(sql, values).ExecuteReader();

    /// <summary>What is written from here on becomes true together.</summary>
    public void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Makes true what was written.</summary>
    public void Commit()
    {
        foreach (var (hash, index) in _marks.OrderBy(mark => mark.Key))
        {
            Write(hash, index);
        }

        _marks.Clear();
        Execute("COMMIT");
    }

    /// <summary>Drops what was written since the last commit.</summary>
    public void Rollback()
    {
        _marks.Clear();
        Execute("ROLLBACK");
    }

    // What is not committed by now is dropped with the connection.
    public void Dispose()
    {
        foreach (var hot in (HotStatement[])[_putEntry, _entry, _mark, _marked, _head, _putHead])
        {
            hot.Dispose();
        }

        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Ready(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this assembly's own constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private void Write(long hash, long index) => _mark.With(1, hash).With(2, index).Run();

    private static StoredAuditEntry Entry(SqliteDataReader row) => new(row.GetInt64(0), (EntryStanding)row.GetInt64(1), row.GetFieldValue<byte[]>(2));

    private static long Short(Hash256 hash) => BinaryPrimitives.ReadInt64LittleEndian(hash.AsSpan());

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
