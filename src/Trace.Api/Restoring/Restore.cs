using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;

namespace Trace.Api.Restoring;

/// <summary>How far a restore is.</summary>
/// <param name="Size">Entries stored and verified.</param>
/// <param name="Total">Of the checkpoint.</param>
public sealed record RestoreProgress(long Size, long Total);

/// <summary>
/// Builds a store from a log's entries, through the same judgement and the same write as the sequencer's: each entry's form, signature, links,
/// time and rules are checked against what the entries before it left, and the tree's root against the checkpoint. Nothing is signed here and no
/// anchor is moved: whether the service may go on from it is for its start to say.
/// </summary>
/// <remarks>
/// Each batch is one transaction together with the head, so that whatever ends it leaves a whole beginning of the log; the same call goes on
/// from there. Until it is over the head holds no note, and a service that starts on it signs nothing.
/// </remarks>
/// <param name="source">An empty database, or one that such a restore of this log began.</param>
public sealed class Restore(NpgsqlDataSource source)
{
    // Enough that a commit's wait weighs little.
    private const int BatchEntries = 1024;

    private static readonly long Earliest = UnixMicroseconds.Of(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly long Latest = UnixMicroseconds.Of(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly EntryStore _store = new(source);
    private readonly StateLoader _loader = new(source);

    /// <summary>Stores what is missing, and finishes.</summary>
    /// <param name="checkpoint">Believed by the caller.</param>
    /// <param name="entries">The log's entries from index 0 on, exactly as many as the checkpoint says, in stretches of any length.</param>
    /// <param name="kept">The checkpoints that the log keeps for ever, as notes; read behind the entries.</param>
    /// <param name="progress">Hears of each batch; null for nobody.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StartRefusedException">The database is not empty, or something does not hold.</exception>
    public async Task RunAsync(VerifiedCheckpoint checkpoint, IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> entries, IAsyncEnumerable<byte[]> kept, IProgress<RestoreProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var keys = new KeyDirectory(source);
        var log = checkpoint.Checkpoint;
        var before = await Handover.FindAsync(source, cancellation);
        if (before is not null && Handover.IsSame(before, log))
        {
            // It is stored, and was made the log before another.
            return;
        }

        await RequireOursAsync(log.Origin, cancellation);
        await using (var marten = LedgerSchema.CreateStore(source))
        {
            await LedgerSchema.ApplyAsync(marten, source, cancellation);
        }

        var check = new EntryCheck(log.Origin, keys, before);
        var head = await _store.LeadRestoreAsync(HolderOf(log.Origin), cancellation) ?? throw NotEmpty("it holds a log");
        if (head.Size > log.Size)
        {
            throw new StartRefusedException($"The database holds {head.Size} entries of this log already, more than the {log.Size} of this checkpoint.");
        }

        var edge = new TileEdge();
        Task<IReadOnlyList<RecordedEntry>>? checking = null;
        try
        {
            await foreach (var (first, batch) in InBatchesAsync(entries, edge, head, check, log.Size, cancellation))
            {
                // While one batch is judged and written, the signatures of the next are checked.
                var ready = checking is null ? null : await checking;
                checking = Task.Run(() => check.RunAsync(first, batch, cancellation), cancellation);
                head = ready is null ? head : await WriteAsync(ready, head, edge, cancellation);
                progress?.Report(new RestoreProgress(head.Size, log.Size));
            }

            head = checking is null ? head : await WriteAsync(await checking, head, edge, cancellation);
        }
        finally
        {
            await ((Task?)checking ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CheckStoredAsync(log, head, cancellation);
        await new KeptNotes(source, checkpoint, edge.Snapshot()).StoreAsync(kept, cancellation);
        await _store.FinishRestoreAsync(head, checkpoint.Note.ToBytes(), cancellation);
        progress?.Report(new RestoreProgress(head.Size, log.Size));
    }

    /// <summary>Who holds the head of a database that is being restored.</summary>
    internal static string HolderOf(string origin) => $"{EntryStore.Restoring}{origin}";

    private static StartRefusedException NotEmpty(string why) =>
        new($"The database is not empty: {why}. A log is restored into an empty database, or into one that a restore of the same log began and no service led; create one, and name it by --to or TRACE_POSTGRES.");

    // Before a table is made: somebody may have named the wrong database.
    private async Task RequireOursAsync(string origin, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            SELECT to_regclass('ledger.log_head') IS NOT NULL,
              (SELECT min(schemaname || '.' || tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'ledger'))
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (hasHead, other) = (reader.GetBoolean(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetString(1));
        await reader.DisposeAsync();
        if (other is not null)
        {
            throw NotEmpty($"it holds the table {other}");
        }

        if (hasHead && await _store.HolderAsync(cancellation) is var (size, holder) && size > 0 && holder != HolderOf(origin))
        {
            throw NotEmpty(holder.StartsWith(EntryStore.Restoring, StringComparison.Ordinal)
                ? $"{size} entries of another log were restored into it ({holder[EntryStore.Restoring.Length..]})"
                : $"it holds {size} entries that a service led (\"{holder}\")");
        }
    }

    // What is stored already is compared, not stored again.
    private static async IAsyncEnumerable<(long First, IReadOnlyList<ReadOnlyMemory<byte>> Batch)> InBatchesAsync(
        IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> entries, TileEdge edge, LogHead head, EntryCheck check, long most,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (batch, next) = (new List<ReadOnlyMemory<byte>>(BatchEntries), 0L);
        await foreach (var stretch in entries.WithCancellation(cancellation))
        {
            foreach (var bytes in stretch)
            {
                if (next == most)
                {
                    throw new StartRefusedException($"More entries came than the {most} of the checkpoint.");
                }

                if (next >= head.Size)
                {
                    batch.Add(bytes);
                }
                else
                {
                    Compare(bytes, next, edge, head, check);
                }

                next++;
                if (batch.Count == BatchEntries)
                {
                    yield return (next - batch.Count, batch);
                    batch = new List<ReadOnlyMemory<byte>>(BatchEntries);
                }
            }
        }

        if (next != most)
        {
            throw new StartRefusedException($"{next} entries came; the checkpoint commits to {most}.");
        }

        if (batch.Count > 0)
        {
            yield return (next - batch.Count, batch);
        }
    }

    private static void Compare(ReadOnlyMemory<byte> bytes, long index, TileEdge edge, LogHead head, EntryCheck check)
    {
        if (index == 0)
        {
            check.BeginWith(EntryCheck.Read(0, bytes));
        }

        edge.Append([MerkleHash.LeafHash(bytes.Span)]);
        if (edge.Size == head.Size && edge.Snapshot().Root() is var root && root != head.Root)
        {
            throw new StartRefusedException($"The database holds {head.Size} entries with the root {head.Root.ToBase64()}; the first {head.Size} of this log have the root {root.ToBase64()}. Restore into an empty database.");
        }
    }

    private async Task<LogHead> WriteAsync(IReadOnlyList<RecordedEntry> entries, LogHead head, TileEdge edge, CancellationToken cancellation)
    {
        var state = await _loader.LoadAsync([.. entries.Select(entry => entry.Statement)], [], cancellation);
        var recordedAt = head.RecordedAt;
        foreach (var entry in entries)
        {
            if (Problem(entry, state, recordedAt) is { } problem)
            {
                throw EntryCheck.Refused((long)entry.Index, problem);
            }

            state.Apply(entry);
            recordedAt = entry.RecordedAt;
        }

        var completed = edge.Append(entries.Select(entry => entry.LeafHash));
        var snapshot = edge.Snapshot();
        var after = new LogHead(snapshot.Size, snapshot.Root(), head.Epoch, recordedAt);
        await _store.WriteAsync(head, after, entries, completed, cancellation);
        _loader.Remember(state, entries);
        return after;
    }

    // What the sequencer would have decided, in the same order.
    private static string? Problem(RecordedEntry entry, LedgerState state, long recordedAt)
    {
        var statement = entry.Statement;
        if (entry.RecordedAt < Earliest || entry.RecordedAt >= Latest)
        {
            return $"recorded_at is between 2000 and 2100, in microseconds; {entry.RecordedAt} came";
        }

        if (entry.RecordedAt < recordedAt)
        {
            return $"recorded_at {entry.RecordedAt} is earlier than that of the entry before it, {recordedAt}";
        }

        if (state.Find(statement.Identity) is { } twice)
        {
            return $"its statement is recorded in entry {twice.Index} already";
        }

        if (EntryLinks.Next(statement, state) != new EntryLinks(entry.Version, entry.Previous, entry.KeyHead, entry.PartyHead))
        {
            return "its version, previous, key_head and party_head are not those of the newest entries of subject, key and party before it";
        }

        return Judgement.Judge(statement, state, entry.RecordedAt, RuleScope.Log) is { } refusal ? $"{refusal.Reason}: {refusal.Message}" : null;
    }

    private async Task CheckStoredAsync(Checkpoint log, LogHead head, CancellationToken cancellation)
    {
        if (head.Size != log.Size || head.Root != log.Root)
        {
            throw new StartRefusedException($"The {head.Size} entries have the root {head.Root.ToBase64()}; the checkpoint of size {log.Size} says {log.Root.ToBase64()}. What was stored is not this log: drop the database.");
        }

        if (await _store.FirstDamagedAsync(head.Size, cancellation) is { } index)
        {
            throw new StartRefusedException($"Entry {index} is not stored as it came: is the database's disk good? Drop the database, and restore again.");
        }
    }
}
