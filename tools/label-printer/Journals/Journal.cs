using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Trace.Tool;

namespace Trace.LabelPrinter.Journals;

/// <summary>What is known of a label's printing.</summary>
internal enum LabelState
{
    /// <summary>Allotted; nothing of it left this program.</summary>
    Waiting = 0,

    /// <summary>On its way when this was written: it may have been printed.</summary>
    Sent = 1,

    /// <summary>Taken by the printer, or in its file.</summary>
    Printed = 2,
}

/// <summary>A label of a job.</summary>
/// <param name="Subject">Subject key of the item or parcel that it is for.</param>
/// <param name="Values">What stands on it.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Reprints">How often it was asked for again.</param>
internal sealed record JournalLabel(string Subject, IReadOnlyDictionary<string, string> Values, LabelState State, int Reprints);

/// <summary>A run of labels.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Marking">Identity of the Marking that names its serials, in hexadecimal; null where none does.</param>
internal sealed record Job(long Id, string? Marking);

/// <summary>
/// What was allotted and printed, in SQLite: each subject once and for ever, whichever job it was for. Written durably before anything is sent.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int Version = 1;

    private readonly SqliteConnection _database;

    public Journal(string path)
    {
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _database.Open();
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run("PRAGMA busy_timeout = 10000");
        if (Number("PRAGMA user_version") is var found and not (0 or Version))
        {
            throw new UsageException($"{path} is the journal of another version ({found}); this one reads {Version}");
        }

        Run("""
            CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY, spec TEXT NOT NULL, made TEXT NOT NULL, marking TEXT);
            CREATE TABLE IF NOT EXISTS label (
              subject TEXT PRIMARY KEY, job INTEGER NOT NULL REFERENCES job, place INTEGER NOT NULL, shown TEXT NOT NULL,
              state INTEGER NOT NULL DEFAULT 0, printed TEXT, reprints INTEGER NOT NULL DEFAULT 0, UNIQUE (job, place)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
            """);
        Run($"PRAGMA user_version = {Version}");
    }

    /// <summary>The oldest job of this description that is not printed to its end; null where there is none.</summary>
    public Job? Unfinished(string spec) => Jobs("SELECT id, marking FROM job WHERE spec = $spec AND EXISTS (SELECT 1 FROM label WHERE job = job.id AND state = 0) ORDER BY id LIMIT 1", ("$spec", spec)).FirstOrDefault();

    /// <summary>The latest job of this description of which something was on its way when it broke off; null where there is none.</summary>
    public Job? Interrupted(string spec) => Jobs("SELECT id, marking FROM job WHERE spec = $spec AND EXISTS (SELECT 1 FROM label WHERE job = job.id AND state = 1) ORDER BY id DESC LIMIT 1", ("$spec", spec)).FirstOrDefault();

    /// <summary>A job by its number.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public Job Find(long id) => Jobs("SELECT id, marking FROM job WHERE id = $id", ("$id", id)).FirstOrDefault() ?? throw new UsageException($"there is no job {id} in the journal");

    /// <summary>Allots a job's subjects, all or none.</summary>
    /// <exception cref="UsageException">One of them was allotted before.</exception>
    public Job Begin(string spec, IEnumerable<(string Subject, IReadOnlyDictionary<string, string> Values)> labels)
    {
        using var transaction = _database.BeginTransaction();
        var id = Number("INSERT INTO job (spec, made) VALUES ($spec, $made) RETURNING id", ("$spec", spec), ("$made", Now()));
        using var insert = Command("INSERT INTO label (subject, job, place, shown) VALUES ($subject, $job, $place, $shown) ON CONFLICT (subject) DO NOTHING",
            ("$subject", ""), ("$job", id), ("$place", 0), ("$shown", ""));
        var place = 0;
        foreach (var (subject, values) in labels)
        {
            insert.Parameters["$subject"].Value = subject;
            insert.Parameters["$place"].Value = place++;
            insert.Parameters["$shown"].Value = JsonSerializer.Serialize(values);
            if (insert.ExecuteNonQuery() == 0)
            {
                throw new UsageException($"{subject} was allotted before: ask for it by --reprint");
            }
        }

        transaction.Commit();
        return new Job(id, null);
    }

    /// <summary>The next numbers of a counter, never given out again.</summary>
    /// <param name="name">Of the counter.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The first of all.</param>
    public long Take(string name, int count, long first) => Number(
        "INSERT INTO counter (name, next) VALUES ($name, $first + $count) ON CONFLICT (name) DO UPDATE SET next = MAX(next, $first) + $count RETURNING next - $count",
        ("$name", name), ("$count", count), ("$first", first));

    /// <summary>A job's labels in their order.</summary>
    public IReadOnlyList<JournalLabel> Labels(Job job) => Read("WHERE job = $job ORDER BY place", ("$job", job.Id));

    /// <summary>One label by its subject; null where it was never allotted.</summary>
    public JournalLabel? Label(string subject) => Read("WHERE subject = $subject", ("$subject", subject)).FirstOrDefault();

    /// <summary>The labels whose subject ends in a serial, of whatever product.</summary>
    public IReadOnlyList<JournalLabel> WithSerial(string serial) => Read("WHERE substr(subject, -length($end)) = $end", ("$end", $"/21/{serial}"));

    /// <summary>Says of labels what is known now.</summary>
    public void Note(IEnumerable<JournalLabel> labels, LabelState state)
    {
        using var transaction = _database.BeginTransaction();
        using var update = Command("UPDATE label SET state = $state, printed = CASE WHEN $state = 2 THEN $now ELSE printed END WHERE subject = $subject", ("$state", (int)state), ("$now", Now()), ("$subject", ""));
        foreach (var label in labels)
        {
            update.Parameters["$subject"].Value = label.Subject;
            update.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Counts that a label is printed again; how often that is.</summary>
    public int CountReprint(string subject) => (int)Number("UPDATE label SET reprints = reprints + 1 WHERE subject = $subject RETURNING reprints", ("$subject", subject));

    /// <summary>Notes which Marking names a job's serials.</summary>
    /// <param name="job">The job.</param>
    /// <param name="identity">In hexadecimal; null where the ledger refused it.</param>
    public void NoteMarking(Job job, string? identity) => Number("UPDATE job SET marking = $marking WHERE id = $id RETURNING id", ("$marking", identity ?? (object)DBNull.Value), ("$id", job.Id));

    public void Dispose() => _database.Dispose();

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    private List<JournalLabel> Read(string where, params (string, object)[] values)
    {
        using var command = Command($"SELECT subject, shown, state, reprints FROM label {where}", values);
        using var reader = command.ExecuteReader();
        var labels = new List<JournalLabel>();
        while (reader.Read())
        {
            labels.Add(new(reader.GetString(0), JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!, (LabelState)reader.GetInt32(2), reader.GetInt32(3)));
        }

        return labels;
    }

    private List<Job> Jobs(string sql, params (string, object)[] values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var jobs = new List<Job>();
        while (reader.Read())
        {
            jobs.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
        }

        return jobs;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private long Number(string sql, params (string, object)[] values)
    {
        using var command = Command(sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

#pragma warning disable CA2100 // Every text is written in this file; what comes from outside is a parameter.
    private SqliteCommand Command(string sql, params (string Name, object Value)[] values)
    {
        var command = _database.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
#pragma warning restore CA2100
}
