using Trace.Domain.Ledger;
using ConsistencyProof = Trace.Domain.Ledger.ConsistencyProof;

namespace Trace.Client;

/// <summary>Asks the log for a consistency proof between two sizes; null where it says that it has no such size.</summary>
internal delegate Task<Hash256[]?> ProveConsistency(long first, long second, CancellationToken cancellation);

/// <summary>
/// Holds a log to what it said before: every checkpoint is consistent with the last that was accepted, and what was accepted becomes final
/// only by a later checkpoint that is consistent with the promise. Safe for many threads.
/// </summary>
internal sealed class LogMemory(CheckpointStore? store, AnswerVerifier answers, ProveConsistency prove) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();

    // Guarded by _lock. By size: promises that are not final.
    private readonly SortedDictionary<long, (SignedNote Note, Hash256 Root, List<AcceptedEntry> Entries)> _awaiting = [];
    private readonly Dictionary<long, TaskCompletionSource<VerifiedCheckpoint>> _waiting = [];
    private VerifiedCheckpoint? _last;
    private VerifiedCheckpoint? _settled;
    private string? _loaded;
    private volatile string? _origin;
    private volatile ForkException? _fork;

    /// <summary>A promise was kept. Raised outside of the lock.</summary>
    public event Action<AcceptedCheckpoint, VerifiedCheckpoint>? Final;

    /// <summary>The log forked. Raised on a thread of the pool.</summary>
    public event Action<ForkException>? Forked;

    /// <summary>What the log broke, once it did.</summary>
    public ForkException? Fork => _fork;

    /// <summary>The last checkpoint that was accepted; null before the first.</summary>
    public VerifiedCheckpoint? Last => _last;

    /// <summary>The log that is followed; null before the first checkpoint. A policy may name another beside it, which came before it.</summary>
    public string? Origin => _origin;

    /// <summary>How many checkpoints hold promises that are not final.</summary>
    public int AwaitingCheckpoints
    {
        get
        {
            lock (_lock)
            {
                return _awaiting.Count;
            }
        }
    }

    /// <summary>What was accepted and is not final, the smallest checkpoint first.</summary>
    public IReadOnlyList<AcceptedCheckpoint> Awaiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _awaiting.Values.Select(promise => new AcceptedCheckpoint(promise.Note, [.. promise.Entries]))];
            }
        }
    }

    /// <summary>Remembers a promise, until it is final.</summary>
    public void Accept(RecordedStatement recorded)
    {
        var (checkpoint, note) = (recorded.Checkpoint.Checkpoint, recorded.Checkpoint.Note);
        var entry = new AcceptedEntry(recorded.Entry.Index, recorded.Entry.LeafHash);
        RequireOneHistory();
        if ((_origin ??= checkpoint.Origin) != checkpoint.Origin)
        {
            AcceptBefore(checkpoint, note, entry);
            return;
        }

        lock (_lock)
        {
            Load(checkpoint.Origin);
            if (_last is { } last && last.Checkpoint.Size == checkpoint.Size)
            {
                RequireSameRoot(last.Note, last.Checkpoint.Root, note, checkpoint);
            }

            if (_awaiting.TryGetValue(checkpoint.Size, out var promise))
            {
                RequireSameRoot(promise.Note, promise.Root, note, checkpoint);
            }
            else
            {
                _awaiting.Add(checkpoint.Size, promise = (note, checkpoint.Root, []));
            }

            promise.Entries.Add(entry);
            store?.Accept(checkpoint.Origin, note, checkpoint.Size, entry);
        }
    }

    /// <summary>Nothing more is taken from, or sent to, a log that forked.</summary>
    /// <exception cref="ForkException">It did.</exception>
    public void RequireOneHistory()
    {
        if (_fork is { } fork)
        {
            throw new ForkException(fork);
        }
    }

    /// <summary>The checkpoint that makes a promise final, once there is one.</summary>
    public Task<VerifiedCheckpoint> WhenFinalAsync(RecordedStatement recorded)
    {
        RequireOneHistory();
        var size = recorded.Checkpoint.Checkpoint.Size;
        if (_origin is { } own && recorded.Checkpoint.Checkpoint.Origin != own)
        {
            return Task.FromResult(answers.Believed(Google.Protobuf.ByteString.CopyFrom(recorded.Checkpoint.Note.ToBytes())));
        }

        lock (_lock)
        {
            if (!_awaiting.ContainsKey(size))
            {
                if (_settled is { } settled && settled.Checkpoint.Size >= size)
                {
                    return Task.FromResult(settled);
                }

                // Accepted by another client, or read: held to from now on.
                Accept(recorded);
            }

            if (!_waiting.TryGetValue(size, out var waiting))
            {
                _waiting.Add(size, waiting = new TaskCompletionSource<VerifiedCheckpoint>(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            return waiting.Task;
        }
    }

    /// <summary>Takes in a checkpoint that the policy believes: it is held against the last one, and makes final what it can.</summary>
    /// <exception cref="ForkException">It is not of the same history.</exception>
    public async Task ObserveAsync(VerifiedCheckpoint offered, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            RequireOneHistory();
            if ((_origin ??= offered.Checkpoint.Origin) != offered.Checkpoint.Origin)
            {
                throw VerificationException.Because(VerificationRule.Checkpoint, $"this client follows \"{_origin}\"; a checkpoint of \"{offered.Checkpoint.Origin}\" came as the newest");
            }

            VerifiedCheckpoint? last;
            lock (_lock)
            {
                Load(offered.Checkpoint.Origin);
                last = _last;
            }

            if (last is not null && !ReferenceEquals(last, offered))
            {
                await RequireConsistentAsync(last.Note, last.Checkpoint, offered, cancellation).ConfigureAwait(false);
            }

            if (last is null || offered.Checkpoint.Size > last.Checkpoint.Size)
            {
                _last = offered;
                store?.SaveLast(offered.Checkpoint.Origin, offered.Note);
            }

            await SettleAsync(offered, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // What the log before holds is final: it goes on no more, and its last checkpoint is believed by the whole policy, or not at all.
    private void AcceptBefore(Checkpoint checkpoint, SignedNote note, AcceptedEntry entry)
    {
        var believed = answers.Believed(Google.Protobuf.ByteString.CopyFrom(note.ToBytes()));
        if (store?.Last(checkpoint.Origin) is { } kept && Checkpoint.Parse(kept.Text) is var last && last.Size == checkpoint.Size)
        {
            RequireSameRoot(kept, last.Root, note, checkpoint);
        }

        Final?.Invoke(new AcceptedCheckpoint(note, [entry]), believed);
    }

    private async Task SettleAsync(VerifiedCheckpoint offered, CancellationToken cancellation)
    {
        List<(long Size, SignedNote Note, Hash256 Root)> due;
        lock (_lock)
        {
            due = [.. _awaiting.Where(promise => promise.Key <= offered.Checkpoint.Size).Select(promise => (promise.Key, promise.Value.Note, promise.Value.Root))];
        }

        foreach (var (size, note, root) in due)
        {
            await RequireConsistentAsync(note, new Checkpoint(offered.Checkpoint.Origin, size, root), offered, cancellation).ConfigureAwait(false);
            AcceptedCheckpoint kept;
            TaskCompletionSource<VerifiedCheckpoint>? waiting;
            lock (_lock)
            {
                kept = new AcceptedCheckpoint(note, [.. _awaiting[size].Entries]);
                _awaiting.Remove(size);
                _waiting.Remove(size, out waiting);
                store?.Finish(offered.Checkpoint.Origin, size);
            }

            waiting?.TrySetResult(offered);
            Final?.Invoke(kept, offered);
        }

        lock (_lock)
        {
            if (_settled is null || offered.Checkpoint.Size > _settled.Checkpoint.Size)
            {
                _settled = offered;
            }
        }
    }

    private async Task RequireConsistentAsync(SignedNote acceptedNote, Checkpoint accepted, VerifiedCheckpoint offered, CancellationToken cancellation)
    {
        if (accepted.Size == offered.Checkpoint.Size)
        {
            RequireSameRoot(acceptedNote, accepted.Root, offered.Note, offered.Checkpoint);
            return;
        }

        // An older checkpoint may be offered, such as one still waiting for witnesses; then it is the one that must be the beginning of ours.
        var (first, second) = accepted.Size < offered.Checkpoint.Size ? (accepted, offered.Checkpoint) : (offered.Checkpoint, accepted);
        var proof = first.Size == 0 ? [] : await prove(first.Size, second.Size, cancellation).ConfigureAwait(false);
        if (proof is null)
        {
            throw Forks(acceptedNote, offered, $"the log promised {accepted.Size} entries, and can't show a tree of {second.Size} now: it shrank");
        }

        if (!ConsistencyProof.Verify(first.Size, second.Size, first.Root, second.Root, proof))
        {
            throw Forks(acceptedNote, offered, $"the tree of {first.Size} entries is not the beginning of that of {second.Size}");
        }
    }

    private void RequireSameRoot(SignedNote acceptedNote, Hash256 root, SignedNote offeredNote, Checkpoint offered)
    {
        if (root != offered.Root)
        {
            throw Forks(acceptedNote, offeredNote, offered.Origin, $"two trees of {offered.Size} entries: root {root} was accepted, root {offered.Root} is offered");
        }
    }

    private ForkException Forks(SignedNote accepted, VerifiedCheckpoint offered, string problem) => Forks(accepted, offered.Note, offered.Checkpoint.Origin, problem);

    private ForkException Forks(SignedNote accepted, SignedNote offered, string origin, string problem)
    {
        var fork = new ForkException(accepted, offered, $"{origin}: {problem}", store?.SaveFork(origin, accepted, offered, problem));
        lock (_lock)
        {
            _fork ??= fork;
            foreach (var waiting in _waiting.Values)
            {
                waiting.TrySetException(fork);
                // Whoever waits no longer has not lost it: it is thrown by the next call too.
                _ = waiting.Task.Exception;
            }

            _waiting.Clear();
        }

        // Handlers are others' code, and the caller may hold the lock.
        ThreadPool.QueueUserWorkItem(_ => Forked?.Invoke(fork));
        return fork;
    }

    // Under _lock. What was kept is believed because the log's signature is checked again, not because it lies in a file.
    private void Load(string origin)
    {
        if (store is null || _loaded == origin)
        {
            return;
        }

        if (_last is null && store.Last(origin) is { } note)
        {
            _last = answers.Promise(Google.Protobuf.ByteString.CopyFrom(note.ToBytes()));
        }

        foreach (var kept in store.Awaiting(origin))
        {
            var checkpoint = answers.Promise(Google.Protobuf.ByteString.CopyFrom(kept.Note.ToBytes())).Checkpoint;
            _awaiting.TryAdd(checkpoint.Size, (kept.Note, checkpoint.Root, [.. kept.Entries]));
        }

        _loaded = origin;
    }
}
