using System.Runtime.CompilerServices;
using Grpc.Core;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client;

public sealed partial class LedgerClient
{
    // Then, where the client does not look by itself, promises are made final amid a stream, so that neither memory nor the store grows without end.
    private const int MaxAwaiting = 256;

    /// <summary>
    /// Records a stream of statements. One outcome each, in order, verified before it is returned; a refusal is an outcome and ends nothing. The
    /// sequence is read only as fast as outcomes are taken. A stream that breaks is opened again and what has no answer is sent again.
    /// </summary>
    /// <param name="statements">Signed; read once.</param>
    /// <param name="cancellation">Ends it; what has no outcome yet may have been recorded, and sending it again is safe.</param>
    /// <exception cref="VerificationException">An answer does not prove what it says.</exception>
    /// <exception cref="ForkException">The log forked.</exception>
    /// <exception cref="RpcException">The network or the service failed, for as long as was tried.</exception>
    public IAsyncEnumerable<RecordOutcome> RecordManyAsync(IAsyncEnumerable<SignedStatement> statements, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statements);
        _memory.RequireOneHistory();
        return RunAsync(statements, cancellation);
    }

    private async IAsyncEnumerable<RecordOutcome> RunAsync(IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await KnowOriginAsync(cancellation).ConfigureAwait(false);
        using var stream = new RecordStream(options => _stub.RecordMany(options), SettleAsync, _options);
        await foreach (var outcome in stream.RunAsync(statements, cancellation).ConfigureAwait(false))
        {
            yield return outcome;
        }
    }

    /// <summary>The same by one stream, and without a second try of anything: an outbox keeps its own pace, and must know of each refusal before its subject's next statement goes.</summary>
    internal async IAsyncEnumerable<RecordOutcome> RecordOnceAsync(IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _memory.RequireOneHistory();
        await KnowOriginAsync(cancellation).ConfigureAwait(false);
        using var stream = new RecordStream(
            options => _stub.RecordMany(options),
            (statement, outcome, settling) => outcome.OutcomeCase == Outcome.OutcomeOneofCase.Refusal
                ? Task.FromResult(new RecordOutcome(statement, null, outcome.Refusal))
                : SettleAsync(statement, outcome, settling),
            _options with { Retry = RetryPolicy.None });
        await foreach (var outcome in stream.RunAsync(statements, cancellation).ConfigureAwait(false))
        {
            yield return outcome;
        }
    }

    private async Task<RecordOutcome> SettleAsync(SignedStatement statement, Outcome outcome, CancellationToken cancellation)
    {
        switch (outcome.OutcomeCase)
        {
            case Outcome.OutcomeOneofCase.Recorded:
                var recorded = new RecordOutcome(statement, Accept(statement, outcome.Recorded), null);
                if (_options.FinalEvery is null && _memory.AwaitingCheckpoints > MaxAwaiting)
                {
                    await TryMakeFinalAsync(cancellation).ConfigureAwait(false);
                }

                return recorded;
            case Outcome.OutcomeOneofCase.Refusal when outcome.Refusal.Retryable && _options.Retry.RetryRefusals:
                return await RecordAgainAsync(statement, outcome.Refusal, cancellation).ConfigureAwait(false);
            case Outcome.OutcomeOneofCase.Refusal:
                return new RecordOutcome(statement, null, outcome.Refusal);
            default:
                throw VerificationException.Because(VerificationRule.Answer, "an outcome is either recorded or refused");
        }
    }

    // By itself, while the stream's later answers wait: outcomes stay in order.
    private async Task<RecordOutcome> RecordAgainAsync(SignedStatement statement, Refusal refusal, CancellationToken cancellation)
    {
        await Task.Delay(_options.Retry.Delay(1, TimeSpan.FromMilliseconds(refusal.RetryAfterMs)), _options.Time, cancellation).ConfigureAwait(false);
        try
        {
            return new RecordOutcome(statement, await RecordAsync(statement, cancellation).ConfigureAwait(false), null);
        }
        catch (RefusedException refused)
        {
            return new RecordOutcome(statement, null, refused.Refusal);
        }
    }

    private async Task TryMakeFinalAsync(CancellationToken cancellation)
    {
        try
        {
            await GetCheckpointAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is RpcException or RefusedException or VerificationException)
        {
            // Final later: what was accepted stays accepted.
        }
    }
}
