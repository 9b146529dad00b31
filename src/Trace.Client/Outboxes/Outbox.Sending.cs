namespace Trace.Client.Outboxes;

public sealed partial class Outbox
{
    /// <summary>Sends what waits, once: until all is settled, but for what the ledger takes later.</summary>
    /// <param name="client">The ledger.</param>
    /// <param name="cancellation">Ends it; nothing is lost.</param>
    /// <exception cref="Grpc.Core.RpcException">The service was not reached, or failed; the rest waits.</exception>
    /// <exception cref="VerificationException">An answer does not prove what it says; that statement waits.</exception>
    /// <exception cref="ForkException">The log forked.</exception>
    /// <exception cref="TimeoutException">No answer came in time; the rest waits.</exception>
    /// <exception cref="RefusedException">The ledger refused the stream as a whole; all waits.</exception>
    public async Task SendAsync(LedgerClient client, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        RequireLedger(client);
        while (CanTake() && await _sender.PassAsync(client, cancellation).ConfigureAwait(false) is null)
        {
        }
    }

    /// <summary>Sends what waits and what comes, until it is ended: whatever fails is tried again, for as long as it takes.</summary>
    /// <param name="client">The ledger.</param>
    /// <param name="cancellation">Ends it; nothing is lost.</param>
    /// <exception cref="ForkException">The log forked: nothing more is sent to it.</exception>
    public async Task RunAsync(LedgerClient client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        RequireLedger(client);
        for (var failures = 0; ;)
        {
            await WhenAnyMayGoAsync(cancellation).ConfigureAwait(false);
            TimeSpan? asked = null;
            var before = _sender.Answered;
            try
            {
                asked = await _sender.PassAsync(client, cancellation).ConfigureAwait(false);
                if (asked is null)
                {
                    Say(null);
                    failures = 0;
                    continue;
                }
            }
            catch (Exception problem) when (Mends(problem) && !cancellation.IsCancellationRequested)
            {
                asked = problem is RefusedException refused ? TimeSpan.FromMilliseconds(refused.Refusal.RetryAfterMs) : null;
                Say(problem is Grpc.Core.RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : problem.Message);
            }

            failures = _sender.Answered > before ? 1 : failures + 1;
            await Task.Delay(_options.Pace.Delay(failures, asked), _options.Time, cancellation).ConfigureAwait(false);
        }
    }

    internal bool TryTake(out long sequence)
    {
        lock (_deciding)
        {
            return _lanes.TryTake(_options.Time.GetUtcNow(), out sequence);
        }
    }

    internal int Taken
    {
        get
        {
            lock (_deciding)
            {
                return _lanes.Taken;
            }
        }
    }

    internal Task Change => Volatile.Read(ref _changed).Task;

    // The file first: if the process dies between the two, the next start reads the file.
    internal void Settle(IReadOnlyList<Settled> settled, IReadOnlyDictionary<long, DateTimeOffset> held)
    {
        lock (_deciding)
        {
            _store.Mark(settled);
            foreach (var one in settled)
            {
                if (held.TryGetValue(one.Sequence, out var until))
                {
                    _lanes.Hold(one.Sequence, until);
                }
                else
                {
                    _lanes.Settle(one.Sequence);
                }
            }
        }

        Tell();
    }

    internal void ReturnTaken()
    {
        lock (_deciding)
        {
            _lanes.ReturnAll();
        }

        Tell();
    }

    internal void Say(string? trouble)
    {
        if (_trouble == trouble)
        {
            return;
        }

        _trouble = trouble;
        Keep(OutboxMeta.Trouble, trouble ?? "");
        Changed?.Invoke(this, EventArgs.Empty);
    }

    internal void Measured(ClockSkew skew)
    {
        _clock = skew;
        Keep(OutboxMeta.Skew, OutboxMeta.Text(skew));
    }

    // A network, a server, a disk, on which this outbox and the client's checkpoints lie: time mends them all. It does not mend a fork.
    private static bool Mends(Exception problem) => problem is Grpc.Core.RpcException or RefusedException or VerificationException or TimeoutException or IOException or UnauthorizedAccessException;

    private void RequireLedger(LedgerClient client)
    {
        if (client.Ledger != Ledger)
        {
            throw new OutboxException(OutboxProblem.OtherLedger, $"the outbox \"{Path}\" is of the ledger \"{Ledger}\", and the service is of \"{client.Ledger}\"");
        }
    }

    private bool CanTake()
    {
        lock (_deciding)
        {
            return _lanes.CanTake(_options.Time.GetUtcNow());
        }
    }

    private async Task WhenAnyMayGoAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var change = Change;
            if (CanTake())
            {
                return;
            }

            DateTimeOffset? next;
            lock (_deciding)
            {
                next = _lanes.NextAt;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var wait = next is { } at ? at - _options.Time.GetUtcNow() : Timeout.InfiniteTimeSpan;
            var due = Task.Delay(wait < TimeSpan.Zero && next is not null ? TimeSpan.Zero : wait, _options.Time, ending.Token);
            await Task.WhenAny(change, due).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
