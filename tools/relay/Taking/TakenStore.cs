using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Trace.Relay.Providers;

namespace Trace.Relay.Taking;

/// <summary>A kind of state that was not understood.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Code">Its codes; or, of a courier that is not known, <c>courier</c> and its code.</param>
/// <param name="Count">How often.</param>
/// <param name="First">When it came first.</param>
/// <param name="Last">When it came last.</param>
/// <param name="Words">What was written beside the last: personal.</param>
public sealed record UnknownState(string Provider, string Code, long Count, DateTimeOffset First, DateTimeOffset Last, string Words);

/// <summary>
/// What was taken of pushes, a SQLite file: by provider, waybill, time and state, as a hash; and whole, what was not understood. One process writes
/// it. Safe for many threads.
/// </summary>
public sealed class TakenStore : IDisposable
{
    /// <summary>How long it is remembered that a state was taken, and what was not understood.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS taken (key BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS unknown (
            key BLOB PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, why TEXT NOT NULL, provider TEXT NOT NULL, courier TEXT NOT NULL, waybill TEXT NOT NULL,
            time INTEGER, codes TEXT NOT NULL, area TEXT NOT NULL, words TEXT NOT NULL, message BLOB NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _one = new();

    private TakenStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens it, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Beside a running relay.</param>
    public static TakenStore Open(string path, bool readOnly = false)
    {
        if (!readOnly && !File.Exists(path))
        {
            var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                how.UnixCreateMode = OwnerAlone;
            }

            using var made = new FileStream(path, how);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        var store = new TakenStore(connection);
        if (!readOnly)
        {
            store.Run(Schema);
        }

        return store;
    }

    /// <summary>The name of a state: the same for the same state of the same waybill, whatever words come with it.</summary>
    public static byte[] KeyOf(PushedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var said = string.Join('\n', state.Provider, state.Courier.ToUpperInvariant(), state.Waybill, state.At?.UtcTicks.ToString(CultureInfo.InvariantCulture), string.Join(',', state.Codes));
        return SHA256.HashData(Encoding.UTF8.GetBytes(said));
    }

    /// <summary>Whether a state was taken; of one without codes, whether any of its waybill and time was.</summary>
    public bool Has(PushedState state)
    {
        lock (_one)
        {
            using var command = Command("SELECT 1 FROM taken WHERE key = $1", KeyOf(state));
            return command.ExecuteScalar() is not null;
        }
    }

    /// <summary>Notes that states were taken; what was not understood of them before no longer is.</summary>
    public void Take(IEnumerable<PushedState> states, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(states);
        lock (_one)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var state in states)
            {
                Run("INSERT INTO taken VALUES ($1, $2) ON CONFLICT DO NOTHING", KeyOf(state), now.ToUnixTimeSeconds());
                Run("DELETE FROM unknown WHERE key = $1", KeyOf(state));
                if (state.At is not null)
                {
                    // Where providers give a code for the newest state alone, it comes again without one as soon as another is newer.
                    Run("INSERT INTO taken VALUES ($1, $2) ON CONFLICT DO NOTHING", KeyOf(state with { Codes = [] }), now.ToUnixTimeSeconds());
                }
            }

            transaction.Commit();
        }
    }

    /// <summary>Keeps what was not understood.</summary>
    /// <param name="state">All of it.</param>
    /// <param name="why">What was not: <c>courier SF9</c>, a code, <c>time</c>.</param>
    /// <param name="message">SHA-256 of the message that it came in.</param>
    /// <param name="now">When it came.</param>
    public void Keep(PushedState state, string why, byte[] message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_one)
        {
            Run(
                "INSERT INTO unknown VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (key) DO UPDATE SET last = excluded.last, why = excluded.why",
                KeyOf(state), now.ToUnixTimeSeconds(), why, state.Provider, state.Courier, state.Waybill, (object?)state.At?.ToUnixTimeSeconds() ?? DBNull.Value, string.Join(',', state.Codes), state.Area, state.Words, message);
        }
    }

    /// <summary>Notes why what was kept is not understood by this version either.</summary>
    public void KeepStill(PushedState state, string why)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_one)
        {
            Run("UPDATE unknown SET why = $2 WHERE key = $1", KeyOf(state), why);
        }
    }

    /// <summary>Everything that was not understood, to be tried again.</summary>
    public IReadOnlyList<(PushedState State, byte[] Message)> Unknown()
    {
        lock (_one)
        {
            using var command = Command("SELECT provider, courier, waybill, time, codes, area, words, message FROM unknown ORDER BY first");
            using var reader = command.ExecuteReader();
            var all = new List<(PushedState, byte[])>();
            while (reader.Read())
            {
                var at = reader.IsDBNull(3) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3)).ToOffset(TimeSpan.FromHours(8));
                all.Add((new PushedState(reader.GetString(0), reader.GetString(1), reader.GetString(2), at, reader.GetString(4).Split(',', StringSplitOptions.RemoveEmptyEntries), reader.GetString(5), reader.GetString(6)), (byte[])reader.GetValue(7)));
            }

            return all;
        }
    }

    /// <summary>What was not understood, by provider and code, the most frequent first.</summary>
    public IReadOnlyList<UnknownState> Kinds()
    {
        lock (_one)
        {
            using var command = Command("SELECT provider, why, count(*), min(first), max(last), words FROM unknown GROUP BY provider, why ORDER BY 3 DESC, 1, 2");
            using var reader = command.ExecuteReader();
            var kinds = new List<UnknownState>();
            while (reader.Read())
            {
                kinds.Add(new UnknownState(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3)), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(4)), reader.GetString(5)));
            }

            return kinds;
        }
    }

    /// <summary>Forgets what is older than <see cref="Kept"/>.</summary>
    public void Forget(DateTimeOffset now)
    {
        lock (_one)
        {
            Run("DELETE FROM taken WHERE at < $1", (now - Kept).ToUnixTimeSeconds());
            Run("DELETE FROM unknown WHERE first < $1", (now - Kept).ToUnixTimeSeconds());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Run(string text, params object[] values)
    {
        using var command = Command(text, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params object[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }
}
