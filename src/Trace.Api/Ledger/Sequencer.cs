using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// The one writer. Takes what waits, at most a batch; applies the rules that depend on state in final order; gives index, version, links and
/// time; writes the batch in one transaction; moves the anchor; signs; answers every caller with its proof. Order: commit, anchor, sign, answer.
/// While one batch is anchored, signed and answered, the next is judged and committed; never more than that one lies ahead.
/// </summary>
/// <remarks>
/// One loop, so nothing here is guarded: what seals a batch touches none of the loop's fields. A crash before the commit loses nothing that was acknowledged; one after it leaves entries that the
/// start signs again, and whose senders find them by their identities.
/// </remarks>
public sealed class Sequencer(
    LogOptions options, Backlog backlog, StateLoader loader, EntryStore store, LogStart start, PredecessorLog predecessor,
    Checkpoints checkpoints, ReadCaches caches, TimeProvider time, ILogger<Sequencer> logger) : BackgroundService
{
    private const int Crowd = 8;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LedgerClock _clock = new(time, options.ClockConfirmed);
    private readonly LogStanding _standing = start.Standing;
    private LogHead? _head;
    private TileEdge _edge = new();
    private Task _sealing = Task.CompletedTask;

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
            var taken = 0;
            while (await backlog.Waiting.WaitToReadAsync(stoppingToken))
            {
                // Callers who were answered together send again together: a moment's wait makes one batch of them, not two. A few never wait.
                if (taken >= Crowd)
                {
                    await Task.Delay(Gathering, stoppingToken);
                }

                var batch = Take();
                taken = batch.Count;
                await RunAsync(batch, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Callers whose statements still wait get an error that says so, and keep them.
        }

        await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        var handedOn = false;
        try
        {
            await HoldWhileClockIsWrongAsync(stopping);
            if (_standing.ReadOnlyBecause is { } reason)
            {
                RefuseAll(batch, Refusal.Later(Reason.ReadOnly, "", reason, TimeSpan.FromSeconds(30)));
                return;
            }

            var written = await WriteAsync(batch, stopping);
            // Anchors move in the order of commits. If the batch before could not be sealed, this one's callers learn that nobody knows, too.
            await _sealing;
            (_sealing, handedOn) = (SealAsync(batch, written, stopping), true);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Fail(batch, problem);
            Forget();
            if (_standing.ReadOnlyBecause is null)
            {
                await Task.Delay(Pause, time, stopping);
            }
        }
        finally
        {
            if (!handedOn)
            {
                Release(batch);
            }
        }
    }

    private void Fail(List<Admitted> batch, Exception problem)
    {
        if (problem is FencedException or AnchorAheadException or HistoryDiffersException)
        {
            LedgerLog.LostTheLead(logger, problem);
            _standing.TurnReadOnly(problem.Message);
            RefuseAll(batch, Refusal.Later(Reason.ReadOnly, "", problem.Message, TimeSpan.FromSeconds(30)));
            return;
        }

        // The database or the disk failed, before or after the commit: nobody knows. Memory is dropped, the head is read again before
        // anything else, and callers send the same bytes again.
        LedgerLog.BatchFailed(logger, batch.Count, problem);
        foreach (var admitted in batch)
        {
            admitted.Fail(problem);
        }
    }

    // Whoever has an answer keeps it.
    private void Release(List<Admitted> batch)
    {
        foreach (var admitted in batch)
        {
            admitted.Refuse(Refusal.Later(Reason.ReadOnly, "", "this server is stopping; try again", Pause));
            backlog.Release(admitted);
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

    private async Task<Written> WriteAsync(List<Admitted> batch, CancellationToken stopping)
    {
        if (_sealing.IsFaulted)
        {
            Forget();
        }

        if (_head is null)
        {
            await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _sealing = Task.CompletedTask;
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

        var completed = _edge.Append(entries.Select(entry => entry.LeafHash));
        var snapshot = _edge.Snapshot();
        if (entries.Count > 0)
        {
            var after = new LogHead(snapshot.Size, snapshot.Root(), _head.Epoch, recordedAt);
            // What a server that may sign nothing serves is the last note signed, whichever that is by now.
            await store.WriteAsync(_head with { Note = checkpoints.Signed?.Note }, after, entries, completed, stopping);
            _head = after;
            loader.Remember(state, entries);
        }

        return new Written(_head, snapshot, fresh, entries, completed, repeats);
    }

    private static Refusal? Judge(Admitted admitted, LedgerState state, long recordedAt) =>
        admitted.Broken ?? Judgement.Judge(admitted.Statement, state, recordedAt, RuleScope.Log);

    private async Task SealAsync(List<Admitted> batch, Written written, CancellationToken stopping)
    {
        try
        {
            if (written.Entries.Count > 0)
            {
                var signed = await start.AnchorAndSignAsync(written.Head, written.Edge);
                // Before the head moves: whoever reads at the new head must not find a history without its newest entry.
                caches.Recorded(written.Entries);
                checkpoints.Move(signed);
                Answer(written, signed);
            }

            foreach (var (admitted, known) in written.Repeats)
            {
                await AnswerRepeatAsync(admitted, known, stopping);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Fail(batch, problem);
            throw;
        }
        finally
        {
            Release(batch);
        }
    }

    private static void Answer(Written written, SignedHead signed)
    {
        var note = UnsafeByteOperations.UnsafeWrap(signed.Note);
        var proofs = new BatchProofs(signed.Edge, written.Completed);
        for (var i = 0; i < written.Entries.Count; i++)
        {
            var entry = written.Entries[i];
            written.Fresh[i].Record(Answers.Recorded(entry, proofs.Inclusion((long)entry.Index), signed.Head.Size, note));
        }
    }

    private async Task AnswerRepeatAsync(Admitted admitted, RecordedEntry known, CancellationToken stopping)
    {
        if (!known.Statement.Bytes.Equals(admitted.Statement.Bytes))
        {
            admitted.Refuse(Refusal.Because(Reason.IdentityCollision, "", $"other bytes are recorded under the identity {known.Statement.Identity}"));
            return;
        }

        // What the log before holds is recorded, and is proven to the last that is known of that one.
        if (known.IsOfPredecessor)
        {
            var (inclusion, note) = await predecessor.ProveAsync(known.Position, stopping);
            admitted.Record(new Recorded { Entry = known.Bytes, Proof = inclusion, Checkpoints = { note } });
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

    // A batch that is committed: its head, the edge behind it, who waits for which entry, and who sent what was recorded before.
    private sealed record Written(
        LogHead Head, EdgeSnapshot Edge, List<Admitted> Fresh, List<RecordedEntry> Entries, IReadOnlyList<TileHashes> Completed, List<(Admitted, RecordedEntry)> Repeats);
}
