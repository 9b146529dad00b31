using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>What became of a statement, to be put down.</summary>
/// <param name="Sequence">Which.</param>
/// <param name="State">How it stands now; <see cref="OutboxState.Waiting"/> for one that was refused for now.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
/// <param name="Recorded">The entry; null where it was refused.</param>
/// <param name="Ahead">How far this clock was ahead, where that was measured.</param>
internal sealed record Settled(long Sequence, OutboxState State, Refusal? Refusal, RecordedEntry? Recorded, ClockSkew? Ahead)
{
    /// <summary>Whether it was this statement that the ledger will take later, and not all of them.</summary>
    public bool IsAttempt { get; init; }
}

/// <summary>
/// Writes an outbox. Each method is one transaction, durable when it returns and absent where it throws; of a process that dies within, it is one of
/// the two. Safe for many threads.
/// </summary>
internal sealed class OutboxStore(string path, OutboxOptions options) : IDisposable
{
    private readonly SqliteConnection _connection = OutboxFile.Open(path, options.MostPages);
    private readonly Lock _lock = new();

    /// <summary>Reads.</summary>
    public T Read<T>(Func<OutboxRows, T> read)
    {
        lock (_lock)
        {
            try
            {
                return read(new OutboxRows(_connection));
            }
            catch (SqliteException problem)
            {
                throw OutboxFile.Told(path, problem);
            }
        }
    }

    /// <summary>Puts items down, all or none. Those that are there already stay as they are.</summary>
    /// <param name="items">With what was parsed of each.</param>
    /// <param name="corrects">What the one item is put in place of; null for none.</param>
    public IReadOnlyList<OutboxPut> Put(IReadOnlyList<(OutboxItem Item, ParsedStatement Parsed)> items, long? corrects = null)
    {
        options.Reached?.Invoke(OutboxStep.PutBegun);
        return Write(OutboxStep.PutWritten, OutboxStep.PutCommitted, IReadOnlyList<OutboxPut> (rows) =>
        {
            var puts = new List<OutboxPut>(items.Count);
            foreach (var (given, parsed) in items)
            {
                // It may say the same as the wrong one, or as one that another stands for already.
                var item = corrects is { } one && given.Once is { } once && rows.IsGivenUp(once, one) ? given with { Once = null } : given;
                puts.Add(rows.Placed(parsed.Identity, item.Once) is { } there ? new OutboxPut(there.Sequence, there.Identity, IsNew: false) : Insert(item, parsed));
            }

            if (corrects is { } wrong)
            {
                if (!puts[0].IsNew)
                {
                    throw new OutboxException(OutboxProblem.NotSo, $"what is to be put in its place is in this outbox already, as number {puts[0].Sequence}; drop the refused one");
                }

                Run("UPDATE statement SET state = $state, instead = $instead WHERE seq = $seq", ("$state", (int)OutboxState.Corrected), ("$instead", puts[0].Sequence), ("$seq", wrong));
                AddOutcome(wrong, OutboxState.Corrected, null);
            }

            return puts;
        });
    }

    /// <summary>Puts down what became of statements, all or none.</summary>
    public void Mark(IReadOnlyList<Settled> settled) => Write(OutboxStep.MarkWritten, OutboxStep.MarkCommitted, _ =>
    {
        foreach (var one in settled)
        {
            Run(
                """
                UPDATE statement SET state = $state, attempts = attempts + $again, refusal = $refusal, idx = $idx, version = $version, recorded_at = $recorded, ahead = $ahead
                WHERE seq = $seq
                """,
                ("$state", (int)one.State), ("$again", one.IsAttempt ? 1 : 0), ("$refusal", Bytes(one.Refusal)), ("$idx", Value((long?)one.Recorded?.Index)),
                ("$version", Value((long?)one.Recorded?.Version)), ("$recorded", Value(one.Recorded?.RecordedAt)), ("$ahead", Value((long?)one.Ahead?.Ahead.TotalMicroseconds)), ("$seq", one.Sequence));
            if (one.State == OutboxState.Waiting)
            {
                continue;
            }

            AddOutcome(one.Sequence, one.State, one.Refusal);
            if (one is { State: OutboxState.Recorded, Refusal: null })
            {
                Run("DELETE FROM content WHERE seq = $seq", ("$seq", one.Sequence));
            }
        }

        return 0;
    });

    /// <summary>Lets what was refused go out again, or what is recorded without its content.</summary>
    public void Retry(long sequence) => Write(OutboxStep.MarkWritten, OutboxStep.MarkCommitted, _ =>
        Run("UPDATE statement SET state = 0, attempts = 0 WHERE seq = $seq AND state IN ($refused, $recorded)", ("$seq", sequence), ("$refused", (int)OutboxState.Refused), ("$recorded", (int)OutboxState.Recorded)));

    /// <summary>Drops a statement; its row stays.</summary>
    public void Drop(long sequence, string because) => Write(OutboxStep.MarkWritten, OutboxStep.MarkCommitted, _ =>
    {
        Run("UPDATE statement SET state = $state, dropped = $because WHERE seq = $seq", ("$state", (int)OutboxState.Dropped), ("$because", because), ("$seq", sequence));
        Run("DELETE FROM content WHERE seq = $seq", ("$seq", sequence));
        AddOutcome(sequence, OutboxState.Dropped, null);
        return 0;
    });

    /// <summary>Keeps a text under a name.</summary>
    public void SetMeta(string name, string value) => Write(null, null, _ =>
        Run("INSERT INTO meta VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value)));

    /// <summary>Forgets what is in the log since before a time.</summary>
    public int Prune(long before) => Write(null, null, _ =>
    {
        const string Old = "SELECT seq FROM statement WHERE state = 1 AND seq IN (SELECT seq FROM outcome WHERE state = 1 AND at < $before)";
        Run($"DELETE FROM outcome WHERE seq IN ({Old})", ("$before", before));
        var forgotten = Run("DELETE FROM statement WHERE state = 1 AND seq NOT IN (SELECT seq FROM outcome)");

        // Content that the ledger refused, and that nobody sent again.
        Run("DELETE FROM content WHERE seq NOT IN (SELECT seq FROM statement)");
        return forgotten;
    });

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private OutboxPut Insert(OutboxItem item, ParsedStatement parsed)
    {
        Run(
            "INSERT INTO statement (identity, once, subject, kind, time, put_at, signed, note) VALUES ($identity, $once, $subject, $kind, $time, $put, $signed, $note)",
            ("$identity", parsed.Identity.ToArray()), ("$once", Value(item.Once)), ("$subject", parsed.Subject.Value), ("$kind", parsed.Rules.FieldName), ("$time", parsed.Message.Time),
            ("$put", Now), ("$signed", item.Statement.ToByteArray()), ("$note", Value(item.Note)));
        var sequence = LastId();
        foreach (var content in item.Contents)
        {
            Run(
                "INSERT INTO content VALUES ($seq, $path, $commitment, $disclosure)",
                ("$seq", sequence), ("$path", content.Path), ("$commitment", content.Commitment.ToByteArray()), ("$disclosure", content.Disclosure.ToByteArray()));
        }

        return new OutboxPut(sequence, parsed.Identity, IsNew: true);
    }

    private long Now => UnixMicroseconds.Of(options.Time.GetUtcNow());

    private void AddOutcome(long sequence, OutboxState state, Refusal? refusal) =>
        Run("INSERT INTO outcome (seq, at, state, refusal) VALUES ($seq, $at, $state, $refusal)", ("$seq", sequence), ("$at", Now), ("$state", (int)state), ("$refusal", Bytes(refusal)));

    private T Write<T>(OutboxStep? written, OutboxStep? committed, Func<OutboxRows, T> write)
    {
        lock (_lock)
        {
            T result;
            try
            {
                using var transaction = _connection.BeginTransaction(deferred: false);
                result = write(new OutboxRows(_connection));
                Reach(written);
                transaction.Commit();
            }
            catch (SqliteException problem)
            {
                throw OutboxFile.Told(path, problem);
            }

            Reach(committed);
            return result;
        }
    }

    private void Reach(OutboxStep? step)
    {
        if (step is { } here)
        {
            options.Reached?.Invoke(here);
        }
    }

    private int Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => OutboxFile.Run(_connection, sql, parameters);

    private long LastId()
    {
        using var command = OutboxRows.Command(_connection, "SELECT last_insert_rowid()");
        return (long)command.ExecuteScalar()!;
    }

    private static object Value(object? value) => value ?? DBNull.Value;

    private static object Bytes(Refusal? refusal) => refusal is null ? DBNull.Value : refusal.ToByteArray();
}
