using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// The one writer. Takes what waits, at most a batch; applies the rules that depend on state in final order; gives index, version, links and
/// time; writes the batch in one transaction; moves the anchor; signs; answers every caller with its proof. Order: commit, anchor, sign, answer.
/// </summary>
/// <remarks>
/// One loop, so nothing here is guarded. A crash before the commit loses nothing that was acknowledged; one after it leaves entries that the
/// start signs again, and whose senders find them by their identities.
/// </remarks>
public sealed class Sequencer(
    LogOptions options, Backlog backlog, StateLoader loader, EntryStore store, LogStart start,
    Checkpoints checkpoints, ReadCaches caches, TimeProvider time, ILogger<Sequencer> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LedgerClock _clock = new(time, options.ClockConfirmed);
    private readonly LogStanding _standing = start.Standing;
    private LogHead? _head;
    private TileEdge _edge = new();

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await start.BeginAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await backlog.Waiting.WaitToReadAsync(stoppingToken))
            {
                await RunAsync(Take(), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Callers whose statements still wait get an error that says so, and keep them.
        }

        backlog.Close();
        foreach (var left in Take(int.MaxValue))
        {
            left.Refuse(Refusal.Later(Reason.ReadOnly, "", "this server is stopping; try again", Pause));
            backlog.Release(left);
        }
    }

    private List<Admitted> Take(int most = 0)
    {
        var batch = new List<Admitted>();
        var limit = most == 0 ? options.MaxBatch : most;
        while (batch.Count < limit && backlog.Waiting.TryRead(out var admitted))
        {
            batch.Add(admitted);
        }

        return batch;
    }

    private async Task RunAsync(List<Admitted> batch, CancellationToken stopping)
    {
        try
        {
            await HoldWhileClockIsWrongAsync(stopping);
            if (_standing.ReadOnlyBecause is { } reason)
            {
                RefuseAll(batch, Refusal.Later(Reason.ReadOnly, "", reason, TimeSpan.FromSeconds(30)));
                return;
            }

            await RecordAsync(batch, stopping);
        }
        catch (Exception problem) when (problem is FencedException or AnchorAheadException or HistoryDiffersException)
        {
            LedgerLog.LostTheLead(logger, problem);
            _standing.TurnReadOnly(problem.Message);
            Forget();
            RefuseAll(batch, Refusal.Later(Reason.ReadOnly, "", problem.Message, TimeSpan.FromSeconds(30)));
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // The database or the disk failed, before or after the commit: nobody knows. Memory is dropped, the head is read again before
            // anything else, and callers send the same bytes again.
            LedgerLog.BatchFailed(logger, batch.Count, problem);
            Forget();
            foreach (var admitted in batch)
            {
                admitted.Fail(problem);
            }

            await Task.Delay(Pause, time, stopping);
        }
        finally
        {
            foreach (var admitted in batch)
            {
                admitted.Refuse(Refusal.Later(Reason.ReadOnly, "", "this server is stopping; try again", Pause));
                backlog.Release(admitted);
            }
        }
    }

    private async Task HoldWhileClockIsWrongAsync(CancellationToken stopping)
    {
        string? said = null;
        while (_clock.Problem(_head?.RecordedAt ?? checkpoints.Signed?.Head.RecordedAt ?? 0) is { } problem)
        {
            if (problem != said)
            {
                LedgerLog.ClockIsWrong(logger, problem);
                said = problem;
            }

            _standing.HoldBecause(problem);
            await Task.Delay(Pause, time, stopping);
        }

        _standing.HoldBecause(null);
    }

    private async Task RecordAsync(List<Admitted> batch, CancellationToken stopping)
    {
        if (_head is null)
        {
            (_head, _edge) = await start.ResumeAsync(stopping);
        }

        var (whole, broken) = (batch.Where(admitted => admitted.Broken is null), batch.Where(admitted => admitted.Broken is not null));
        var state = await loader.LoadAsync([.. whole.Select(admitted => admitted.Statement)], broken.Select(admitted => admitted.Statement.Identity), stopping);
        var (recordedAt, entries, repeats) = (_clock.Next(_head.RecordedAt), new List<RecordedEntry>(), new List<(Admitted, RecordedEntry)>());
        var fresh = new List<Admitted>();
        foreach (var admitted in batch)
        {
            if (state.Find(admitted.Statement.Identity) is { } known)
            {
                repeats.Add((admitted, known));
            }
            else if (Judge(admitted, state, recordedAt) is { } refusal)
            {
                admitted.Refuse(refusal);
            }
            else
            {
                var entry = RecordedEntry.Write((ulong)_head.Size + (ulong)entries.Count, recordedAt, EntryLinks.Next(admitted.Statement, state), admitted.Statement, admitted.Signatures);
                state.Apply(entry);
                entries.Add(entry);
                fresh.Add(admitted);
            }
        }

        if (entries.Count > 0)
        {
            var completed = await WriteAsync(entries, recordedAt, stopping);
            loader.Remember(state, entries);
            Answer(fresh, entries, completed);
        }

        foreach (var (admitted, known) in repeats)
        {
            await AnswerRepeatAsync(admitted, known, stopping);
        }
    }

    private static Refusal? Judge(Admitted admitted, LedgerState state, long recordedAt) =>
        admitted.Broken ?? Judgement.Judge(admitted.Statement, state, recordedAt, RuleScope.Log);

    private async Task<IReadOnlyList<TileHashes>> WriteAsync(List<RecordedEntry> entries, long recordedAt, CancellationToken stopping)
    {
        var before = _head!;
        var completed = _edge.Append(entries.Select(entry => entry.LeafHash));
        var snapshot = _edge.Snapshot();
        var after = new LogHead(snapshot.Size, snapshot.Root(), before.Epoch, recordedAt);
        await store.WriteAsync(before, after, entries, completed, stopping);
        var signed = await start.AnchorAndSignAsync(after, snapshot);
        _head = signed.Head;
        // Before the head moves: whoever reads at the new head must not find a history without its newest entry.
        caches.Recorded(entries);
        checkpoints.Move(signed);
        return completed;
    }

    private void Answer(List<Admitted> batch, List<RecordedEntry> entries, IReadOnlyList<TileHashes> completed)
    {
        var signed = checkpoints.Signed!;
        var note = UnsafeByteOperations.UnsafeWrap(signed.Note);
        var proofs = new BatchProofs(signed.Edge, completed);
        for (var i = 0; i < batch.Count; i++)
        {
            var proof = proofs.Inclusion((long)entries[i].Index);
            batch[i].Record(Answers.Recorded(entries[i], proof, signed.Head.Size, note));
        }
    }

    private async Task AnswerRepeatAsync(Admitted admitted, RecordedEntry known, CancellationToken stopping)
    {
        if (!known.Statement.Bytes.Equals(admitted.Statement.Bytes))
        {
            admitted.Refuse(Refusal.Because(Reason.IdentityCollision, "", $"other bytes are recorded under the identity {known.Statement.Identity}"));
            return;
        }

        var signed = checkpoints.Signed!;
        var proof = await start.Tiles.InclusionAsync((long)known.Index, signed, stopping);
        admitted.Record(Answers.Recorded(known, proof, signed.Head.Size, UnsafeByteOperations.UnsafeWrap(signed.Note)));
    }

    private void RefuseAll(List<Admitted> batch, Refusal refusal)
    {
        foreach (var admitted in batch)
        {
            admitted.Refuse(refusal);
        }
    }

    private void Forget()
    {
        _head = null;
        loader.Forget();
    }
}
