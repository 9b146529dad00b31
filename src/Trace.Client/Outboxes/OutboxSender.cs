using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>Sends an outbox's statements by one stream, and puts down what became of each before its subject's next one goes. Used by one caller at a time.</summary>
internal sealed class OutboxSender(Outbox outbox, OutboxStore store, OutboxOptions options)
{
    // Answers that came together are put down together: one fsync for many.
    private const int MostTogether = 256;
    private const string Upload = "upload";
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    // Once an answer is on disk it is of no more use here.
    private readonly Dictionary<ByteString, Under> _under = [];
    private readonly Lock _lock = new();
    private long _known;
    private bool _stopping;

    /// <summary>How many answers came, ever.</summary>
    public long Answered { get; private set; }

    /// <summary>One stream, until nothing more may go. Null where it ended so; how long to wait where the ledger takes nothing now.</summary>
    public async Task<TimeSpan?> PassAsync(LedgerClient client, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (_stopping, TimeSpan? wait) = (false, null);
        if (client.LastCheckpoint is null)
        {
            await client.GetCheckpointAsync(cancellation).ConfigureAwait(false);
        }

        var outcomes = client.RecordOnceAsync(SourceAsync(client, ending.Token), ending.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = Task.FromResult(false);
        try
        {
            var settled = new List<Settled>();
            var held = new Dictionary<long, DateTimeOffset>();
            next = outcomes.MoveNextAsync().AsTask();
            while (true)
            {
                if (settled.Count > 0 && (settled.Count >= MostTogether || !await ComesAsync(next).ConfigureAwait(false)))
                {
                    outbox.Settle(settled, held);
                    settled.Clear();
                    held.Clear();
                }

                if (!await AnsweredAsync(next).ConfigureAwait(false))
                {
                    break;
                }

                Answered++;
                options.Reached?.Invoke(OutboxStep.Answered);
                wait = await JudgeAsync(client, outcomes.Current, settled, held, cancellation).ConfigureAwait(false) is { } asked && asked >= (wait ?? default) ? asked : wait;
                next = outcomes.MoveNextAsync().AsTask();
            }

            if (settled.Count > 0)
            {
                outbox.Settle(settled, held);
            }

            return wait;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await outcomes.DisposeAsync().ConfigureAwait(false);
            lock (_lock)
            {
                _under.Clear();
            }

            outbox.ReturnTaken();
        }
    }

    private static async Task<bool> ComesAsync(Task next)
    {
        if (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(Gather)).ConfigureAwait(false);
        }

        return next.IsCompleted;
    }

    private async Task<bool> AnsweredAsync(Task<bool> next)
    {
        try
        {
            return await next.WaitAsync(options.AnswerWithin, options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"the ledger gave no answer for {options.AnswerWithin.TotalSeconds:0} s", late);
        }
    }

    // What may go, in order; ends when nothing may go any more and every answer is there.
    private async IAsyncEnumerable<SignedStatement> SourceAsync(LedgerClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!_stopping)
        {
            var change = outbox.Change;
            if (outbox.TryTake(out var sequence))
            {
                var entry = store.Read(rows => rows.Find(sequence))!;
                lock (_lock)
                {
                    _known = Math.Max(_known, client.LastCheckpoint?.Checkpoint.Size ?? 0);
                    _under[entry.Statement.Statement] = new Under(entry, options.Time.GetUtcNow(), _known);
                }

                options.Reached?.Invoke(OutboxStep.Taken);
                yield return entry.Statement;
            }
            else if (outbox.Taken == 0)
            {
                break;
            }
            else
            {
                await change.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    // Puts what became of it into the lists. Returns how long all has to wait, where it has.
    private async Task<TimeSpan?> JudgeAsync(LedgerClient client, RecordOutcome outcome, List<Settled> settled, Dictionary<long, DateTimeOffset> held, CancellationToken cancellation)
    {
        Under under;
        lock (_lock)
        {
            _under.Remove(outcome.Statement.Statement, out under!);
        }

        var (entry, sequence) = (under.Entry, under.Entry.Sequence);
        if (outcome.Recorded is { } recorded)
        {
            var skew = Measure(under, recorded);
            var not = await DiscloseAsync(client, entry, cancellation).ConfigureAwait(false);
            if (not is not null && Verdict.Of(not, entry.Attempts + 1, options.MostAttempts) is { Kind: not VerdictKind.Keep } later)
            {
                // An upload that fails keeps its own subject waiting, and no other: it would be the first of the next stream, and so of each.
                settled.Add(new Settled(sequence, OutboxState.Waiting, not, null, null) { IsAttempt = later.Kind == VerdictKind.HoldSubject });
                held[sequence] = options.Time.GetUtcNow() + options.Patience.Delay(entry.Attempts + 1, later.Asked);
                return null;
            }

            settled.Add(new Settled(sequence, OutboxState.Recorded, not, recorded.Entry, skew));
            return null;
        }

        var refusal = outcome.Refusal!;
        var verdict = Verdict.Of(refusal, entry.Attempts + 1, options.MostAttempts);
        settled.Add(new Settled(sequence, verdict.Kind == VerdictKind.Keep ? OutboxState.Refused : OutboxState.Waiting, refusal, null, null) { IsAttempt = verdict.Kind == VerdictKind.HoldSubject });
        if (verdict.Kind == VerdictKind.Keep)
        {
            return null;
        }

        held[sequence] = options.Time.GetUtcNow() + (verdict.Kind == VerdictKind.HoldAll ? TimeSpan.Zero : options.Patience.Delay(entry.Attempts + 1, verdict.Asked));
        if (verdict.Kind != VerdictKind.HoldAll)
        {
            return null;
        }

        _stopping = true;
        outbox.Say($"{refusal.Reason}: {refusal.Message}");
        return verdict.Asked;
    }

    // A repeat has the time of its first recording: only what lies behind every checkpoint that was known when it was sent was recorded since.
    private ClockSkew? Measure(Under under, RecordedStatement recorded)
    {
        lock (_lock)
        {
            _known = Math.Max(_known, recorded.Checkpoint.Checkpoint.Size);
        }

        if (under.Known == 0 || recorded.Entry.Position < under.Known)
        {
            return null;
        }

        var skew = ClockSkew.Measure(under.SentAt, options.Time.GetUtcNow(), OutboxRows.Instant(recorded.Entry.RecordedAt));
        if (outbox.Clock is not { } before || skew.Within <= before.Within || (skew.Ahead - before.Ahead).Duration() > skew.Within + before.Within)
        {
            outbox.Measured(skew);
        }

        return skew;
    }

    // Null where all is uploaded; else why not. If the process dies before it is put down, all of it is done again, to the same end.
    private async Task<Refusal?> DiscloseAsync(LedgerClient client, OutboxEntry entry, CancellationToken cancellation)
    {
        foreach (var content in store.Read(rows => rows.Contents(entry.Sequence)))
        {
            try
            {
                await client.DiscloseAsync(entry.Identity, content, cancellation).ConfigureAwait(false);
                options.Reached?.Invoke(OutboxStep.Disclosed);
            }
            catch (RefusedException refused)
            {
                // The statement is recorded; its content is not taken, and why stays visible.
                return refused.Refusal;
            }
            catch (RpcException failed) when (!cancellation.IsCancellationRequested)
            {
                // Resources are exhausted without a reason where the content is larger than a message may be on its way: it never goes.
                var why = $"its content was not uploaded: {failed.StatusCode}: {failed.Status.Detail}";
                return failed.StatusCode == StatusCode.ResourceExhausted ? Refusal.Because(Reason.TooLarge, Upload, why) : Refusal.Later(Reason.Unspecified, Upload, why, TimeSpan.Zero);
            }
        }

        return null;
    }

    private sealed record Under(OutboxEntry Entry, DateTimeOffset SentAt, long Known);
}
