using Microsoft.Data.Sqlite;
using Trace.Domain.Ledger;

namespace Trace.Witness.State;

/// <summary>
/// What a witness remembers, in SQLite: one row a log, with the largest tree that it cosigned. A row moves only from the head that was judged,
/// by size and root, in one transaction that is durable when it returns.
/// </summary>
/// <remarks>
/// One connection, of one thread at a time: <see cref="Memory"/> guards it. The journal is a write-ahead log and synchronous is FULL, so that
/// each commit is one write and one fsync of it; the file is held exclusively, so that no tool moves a row meanwhile.
/// </remarks>
internal sealed class StateFile : IDisposable
{
    private const long Format = 1;

    private const string Schema = """
        CREATE TABLE witness (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            format INTEGER NOT NULL,
            state TEXT NOT NULL,
            keys TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            stopped TEXT
        ) STRICT;
        CREATE TABLE logs (
            origin TEXT PRIMARY KEY,
            size INTEGER NOT NULL CHECK (size >= 0),
            root BLOB NOT NULL CHECK (length(root) = 32),
            note BLOB
        ) STRICT, WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;

    private StateFile(SqliteConnection connection) => _connection = connection;

    /// <summary>What the file says of itself; null where it is new, or was never finished.</summary>
    public StateHeader? Header { get; private set; }

    /// <summary>Opens a state file, or an empty one where there is none.</summary>
    /// <exception cref="StartRefusedException">It is no state file, is damaged, or can't be read or written.</exception>
    public static StateFile Open(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            // Nobody else reads along: neither a second connection nor another process.
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            connection.Open();
            Run(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Require(connection, "PRAGMA journal_mode", "wal");
            Require(connection, "PRAGMA synchronous", "2");
            Require(connection, "PRAGMA quick_check", "ok");
            var file = new StateFile(connection);
            file.Header = file.ReadHeader();
            return file;
        }
        catch (SqliteException problem)
        {
            connection?.Dispose();
            throw new StartRefusedException($"the state file \"{path}\" can't be used: {problem.Message}", problem);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Makes the tables of a state for these keys.</summary>
    public StateHeader Create(string keys)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        Run(_connection, Schema);
        Header = new StateHeader(Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), keys, 0, null);
        Run(_connection, "INSERT INTO witness (only, format, state, keys, sequence) VALUES (1, $format, $state, $keys, 0)", ("$format", Format), ("$state", Header.State), ("$keys", keys));
        transaction.Commit();
        return Header;
    }

    /// <summary>Gives each log that has none a row.</summary>
    public void AddLogs(IEnumerable<string> origins)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var origin in origins)
        {
            Run(_connection, "INSERT OR IGNORE INTO logs (origin, size, root) VALUES ($origin, 0, $root)", ("$origin", origin), ("$root", Head.Nothing.Root.ToArray()));
        }

        transaction.Commit();
    }

    /// <summary>The head of a log that has a row.</summary>
    public Head HeadOf(string origin)
    {
        using var command = Command(_connection, "SELECT size, root FROM logs WHERE origin = $origin", ("$origin", origin));
        using var row = command.ExecuteReader();
        return row.Read() ? new Head(row.GetInt64(0), Hash256.From((byte[])row.GetValue(1))) : throw new InvalidOperationException($"log {origin} has no row");
    }

    /// <summary>The newest cosigned note of each log that has one.</summary>
    public IReadOnlyDictionary<string, byte[]> Notes()
    {
        var notes = new Dictionary<string, byte[]>();
        using var command = Command(_connection, "SELECT origin, note FROM logs WHERE note IS NOT NULL");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            notes.Add(row.GetString(0), (byte[])row.GetValue(1));
        }

        return notes;
    }

    /// <summary>Moves a log from the head that was judged to another, durably.</summary>
    /// <returns>The state's sequence, which is greater by one where the head moved.</returns>
    /// <exception cref="InvalidOperationException">The row is not at the head that was judged: nothing was written.</exception>
    public long Move(string origin, Head from, Head to, byte[] note)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var moved = Run(
            _connection,
            "UPDATE logs SET size = $size, root = $root, note = $note WHERE origin = $origin AND size = $fromSize AND root = $fromRoot",
            ("$origin", origin), ("$size", to.Size), ("$root", to.Root.ToArray()), ("$note", note), ("$fromSize", from.Size), ("$fromRoot", from.Root.ToArray()));
        if (moved != 1)
        {
            throw new InvalidOperationException($"log {origin} is not at size {from.Size}, where it was judged");
        }

        var sequence = Header!.Sequence + (from == to ? 0 : 1);
        Run(_connection, "UPDATE witness SET sequence = $sequence", ("$sequence", sequence));
        transaction.Commit();
        Header = Header with { Sequence = sequence };
        return sequence;
    }

    /// <summary>Ends this state for good: no start goes on from it.</summary>
    public void Stop(string why) => Run(_connection, "UPDATE witness SET stopped = $why", ("$why", why));

    public void Dispose() => _connection.Dispose();

    private StateHeader? ReadHeader()
    {
        using (var tables = Command(_connection, "SELECT count(*) FROM sqlite_master"))
        {
            if ((long)tables.ExecuteScalar()! == 0)
            {
                return null;
            }
        }

        using var command = Command(_connection, "SELECT format, state, keys, sequence, stopped FROM witness");
        using var row = command.ExecuteReader();
        if (!row.Read() || row.GetInt64(0) != Format)
        {
            throw new StartRefusedException("the state file is of another version of this program");
        }

        return new StateHeader(row.GetString(1), row.GetString(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetString(4));
    }

    private static void Require(SqliteConnection connection, string question, string answer)
    {
        using var command = Command(connection, question);
        var came = Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (came != answer)
        {
            throw new StartRefusedException($"the state file can't be used: {question} answers {came}, must be {answer}");
        }
    }

    private static int Run(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
