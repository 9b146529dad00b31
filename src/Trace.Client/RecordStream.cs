using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using Trace.V1;

namespace Trace.Client;

/// <summary>
/// Sends statements over one stream after another until each has its answer. Answers come in order, so what is unacknowledged when a stream
/// breaks is the tail of what was sent, and is sent again first.
/// </summary>
internal sealed class RecordStream(
    Func<CallOptions, AsyncDuplexStreamingCall<SignedStatement, Outcome>> open,
    Func<SignedStatement, Outcome, CancellationToken, Task<RecordOutcome>> settle,
    LedgerClientOptions options) : IDisposable
{
    // Written by one writer and read by one reader at a time; the lock is for the moment between two streams.
    private readonly Queue<SignedStatement> _unacknowledged = new();
    private readonly SemaphoreSlim _window = new(options.Window);
    private readonly Channel<SignedStatement> _source = Channel.CreateBounded<SignedStatement>(
        new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    public async IAsyncEnumerable<RecordOutcome> RunAsync(
        IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pump = PumpAsync(statements, ending.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                RpcException? broken = null;
                using (var session = CancellationTokenSource.CreateLinkedTokenSource(ending.Token))
                using (var call = open(new CallOptions(cancellationToken: session.Token)))
                {
                    var writer = WriteAsync(call.RequestStream, session.Token);
                    while (true)
                    {
                        Outcome? outcome = null;
                        try
                        {
                            outcome = await call.ResponseStream.MoveNext(ending.Token).ConfigureAwait(false) ? call.ResponseStream.Current : null;
                        }
                        catch (RpcException error)
                        {
                            cancellation.ThrowIfCancellationRequested();
                            broken = error;
                        }

                        if (outcome is null)
                        {
                            break;
                        }

                        attempt = 0;
                        yield return await AcknowledgeAsync(outcome, ending.Token).ConfigureAwait(false);
                    }

                    await session.CancelAsync().ConfigureAwait(false);
                    await writer.ConfigureAwait(false);
                }

                cancellation.ThrowIfCancellationRequested();
                if (broken is null && IsDone())
                {
                    break;
                }

                await BackOffAsync(broken, attempt, cancellation).ConfigureAwait(false);
            }

            // What the caller's own sequence threw, if it did, after the answers to all that came before.
            await pump.ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)pump).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _window.Dispose();

    // The caller's sequence is read by one loop that outlives streams: a statement taken from it is never lost with one.
    private async Task PumpAsync(IAsyncEnumerable<SignedStatement> statements, CancellationToken cancellation)
    {
        try
        {
            await foreach (var statement in statements.WithCancellation(cancellation).ConfigureAwait(false))
            {
                await _window.WaitAsync(cancellation).ConfigureAwait(false);
                await _source.Writer.WriteAsync(statement, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _source.Writer.TryComplete();
        }
    }

    // Ends quietly when the stream breaks: the reader sees why.
    private async Task WriteAsync(IClientStreamWriter<SignedStatement> stream, CancellationToken session)
    {
        try
        {
            SignedStatement[] again;
            lock (_unacknowledged)
            {
                again = [.. _unacknowledged];
            }

            foreach (var statement in again)
            {
                await stream.WriteAsync(statement, session).ConfigureAwait(false);
            }

            while (await _source.Reader.WaitToReadAsync(session).ConfigureAwait(false))
            {
                while (!session.IsCancellationRequested && _source.Reader.TryRead(out var statement))
                {
                    lock (_unacknowledged)
                    {
                        _unacknowledged.Enqueue(statement);
                    }

                    await stream.WriteAsync(statement, session).ConfigureAwait(false);
                }
            }

            await stream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
        }
    }

    private async Task<RecordOutcome> AcknowledgeAsync(Outcome outcome, CancellationToken cancellation)
    {
        SignedStatement? statement;
        lock (_unacknowledged)
        {
            if (!_unacknowledged.TryPeek(out statement))
            {
                throw VerificationException.Because(Domain.Ledger.VerificationRule.Answer, "more answers came than statements were sent");
            }
        }

        var settled = await settle(statement, outcome, cancellation).ConfigureAwait(false);
        lock (_unacknowledged)
        {
            _unacknowledged.Dequeue();
        }

        _window.Release();
        return settled;
    }

    private bool IsDone()
    {
        lock (_unacknowledged)
        {
            return _unacknowledged.Count == 0 && _source.Reader.Completion.IsCompleted;
        }
    }

    private async Task BackOffAsync(RpcException? broken, int attempt, CancellationToken cancellation)
    {
        if (broken is not null && !RpcRefusals.IsTransient(broken) && RpcRefusals.Of(broken) is not { Retryable: true })
        {
            throw RpcRefusals.ToThrow(broken);
        }

        // The attempt that made progress counts as none.
        var failed = Math.Max(1, attempt);
        if (failed >= options.Retry.MaxAttempts)
        {
            throw broken is null
                ? VerificationException.Because(Domain.Ledger.VerificationRule.Answer, "the ledger ended the stream without an answer to each statement")
                : RpcRefusals.ToThrow(broken);
        }

        await Task.Delay(options.Retry.Delay(failed, broken is null ? null : RpcRefusals.RetryAfter(broken)), options.Time, cancellation).ConfigureAwait(false);
    }
}
