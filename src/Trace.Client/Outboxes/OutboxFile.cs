using Microsoft.Data.Sqlite;
using Trace.Client.Logs;

namespace Trace.Client.Outboxes;

/// <summary>Opens an outbox's SQLite file, and says in its own words what SQLite found wrong with it.</summary>
internal static class OutboxFile
{
    private const long Format = 1;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Schema = """
        CREATE TABLE statement (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32),
            once TEXT UNIQUE,
            subject TEXT NOT NULL,
            kind TEXT NOT NULL,
            time INTEGER NOT NULL,
            put_at INTEGER NOT NULL,
            signed BLOB NOT NULL,
            note TEXT,
            state INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            refusal BLOB,
            idx INTEGER,
            version INTEGER,
            recorded_at INTEGER,
            ahead INTEGER,
            instead INTEGER,
            dropped TEXT
        ) STRICT;
        CREATE INDEX statement_state ON statement (state, seq);
        CREATE TABLE content (seq INTEGER NOT NULL, path TEXT NOT NULL, commitment BLOB NOT NULL, disclosure BLOB NOT NULL, PRIMARY KEY (seq, path)) STRICT, WITHOUT ROWID;
        CREATE TABLE outcome (n INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL, refusal BLOB) STRICT;
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Opens for writing, and makes the tables where there are none. What a commit says is there after a power loss.</summary>
    /// <exception cref="OutboxException">It can't be used.</exception>
    public static SqliteConnection Open(string path, int? mostPages)
    {
        SqliteConnection? connection = null;
        try
        {
            MakeFile(path);
            connection = Connect(path, SqliteOpenMode.ReadWrite);

            // Readers beside the writer, one fsync a commit: a write-ahead log with synchronous FULL.
            Run(connection, "PRAGMA journal_mode = WAL");
            Run(connection, "PRAGMA synchronous = FULL");
            Require(connection, path, "PRAGMA journal_mode", "wal");
            Require(connection, path, "PRAGMA synchronous", "2");
            Require(connection, path, "PRAGMA quick_check", "ok");
            if (mostPages is { } most)
            {
                Run(connection, $"PRAGMA max_page_count = {most}");
            }

            if (FormatOf(connection, path) == 0)
            {
                Run(connection, $"BEGIN IMMEDIATE; {Schema} PRAGMA user_version = {Format}; COMMIT;");
            }

            FolderSync.Run(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return connection;
        }
        catch (SqliteException problem)
        {
            connection?.Dispose();
            throw Told(path, problem);
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException and not OutboxException)
        {
            connection?.Dispose();
            throw new OutboxException(OutboxProblem.Unusable, $"the outbox \"{path}\" can't be used: {problem.Message}", problem);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Opens for reading, while another process may write.</summary>
    /// <exception cref="OutboxException">It can't be read.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        if (!File.Exists(path))
        {
            throw new OutboxException(OutboxProblem.Unusable, $"there is no outbox \"{path}\"");
        }

        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path, SqliteOpenMode.ReadOnly);
            return FormatOf(connection, path) == Format ? connection : throw new OutboxException(OutboxProblem.Damaged, $"\"{path}\" is no outbox");
        }
        catch (SqliteException problem)
        {
            connection?.Dispose();
            throw Told(path, problem);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>What SQLite threw, in an outbox's words.</summary>
    public static OutboxException Told(string path, SqliteException problem) => problem.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => new(OutboxProblem.Full, $"the disk that holds the outbox \"{path}\" is full: nothing was put down, and what is there already is whole. Make room, and put it in again", problem),
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => new(OutboxProblem.InUse, $"the outbox \"{path}\" is in use by another program", problem),
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => new(OutboxProblem.Damaged, $"the outbox \"{path}\" is damaged, or none: {problem.Message}. Keep the file, and begin another", problem),
        _ => new(OutboxProblem.Unusable, $"the outbox \"{path}\" can't be used: {problem.Message}", problem),
    };

    public static int Run(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = OutboxRows.Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    // For its owner alone: it holds the keys of what is sealed. SQLite gives the files beside it the same mode.
    private static void MakeFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerAlone | UnixFileMode.UserExecute);
        using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = OwnerAlone });
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode == SqliteOpenMode.ReadOnly ? mode : SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 5 }.ToString());
        connection.Open();
        return connection;
    }

    private static long FormatOf(SqliteConnection connection, string path)
    {
        using var command = OutboxRows.Command(connection, "PRAGMA user_version");
        var format = (long)command.ExecuteScalar()!;
        return format is 0 or Format ? format : throw new OutboxException(OutboxProblem.Damaged, $"the outbox \"{path}\" is of version {format}; this program writes version {Format}");
    }

    private static void Require(SqliteConnection connection, string path, string question, string answer)
    {
        using var command = OutboxRows.Command(connection, question);
        var came = Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (came != answer)
        {
            throw new OutboxException(question == "PRAGMA quick_check" ? OutboxProblem.Damaged : OutboxProblem.Unusable, $"the outbox \"{path}\" can't be used: {question} answers {came}, must be {answer}");
        }
    }
}
