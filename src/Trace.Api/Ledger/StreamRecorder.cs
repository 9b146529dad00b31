using System.Threading.Channels;
using Grpc.Core;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>What came next in a stream: a statement, or what kept it from being read. Exactly one of both is there.</summary>
/// <param name="Signed">A statement and its signature.</param>
/// <param name="Refusal">Why there is none.</param>
public readonly record struct Arrival(SignedStatement? Signed, Refusal? Refusal);

/// <summary>
/// One RecordMany call: read, check in parallel, hand on in the stream's order, answer in the stream's order. What is under way is bounded, so a
/// caller that does not read its answers is not read from either. A server that stops reads no more, answers what it read, and ends the call.
/// </summary>
/// <param name="admission">The door.</param>
/// <param name="backlog">Where statements wait.</param>
/// <param name="standing">Whether anything is written.</param>
/// <param name="lifetime">Says when the server stops.</param>
public sealed class StreamRecorder(Admission admission, Backlog backlog, LogStanding standing, IHostApplicationLifetime lifetime)
{
    // A quarter of the backlog is a party's share; one stream takes half of that.
    private const int MostUnderWay = 1024;

    private static readonly TimeSpan BacklogPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Answers a stream of statements, until it ends.</summary>
    /// <param name="statements">The caller's.</param>
    /// <param name="outcomes">Ours.</param>
    /// <param name="cancellation">The call's.</param>
    public async Task RunAsync(IAsyncEnumerable<Arrival> statements, IAsyncStreamWriter<Outcome> outcomes, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var checking = Channel.CreateBounded<Task<(Admitted?, Refusal?)>>(new BoundedChannelOptions(MostUnderWay / 2) { SingleReader = true, SingleWriter = true });
        var waiting = Channel.CreateBounded<Task<Verdict>>(new BoundedChannelOptions(MostUnderWay / 2) { SingleReader = true, SingleWriter = true });
        Task[] stages = [ReadAsync(statements, checking.Writer, ended.Token), HandOnAsync(checking.Reader, waiting.Writer, ended.Token), AnswerAsync(waiting.Reader, outcomes, ended.Token)];
        try
        {
            await foreach (var stage in Task.WhenEach(stages))
            {
                await stage;
            }

            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw RefusalStatus.ToException(Refusal.Later(Reason.ReadOnly, "", "this server is stopping; send what has no outcome again", TimeSpan.FromSeconds(1)));
            }
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(stages.Select(stage => stage.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<Arrival> statements, ChannelWriter<Task<(Admitted?, Refusal?)>> checking, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            await foreach (var arrival in statements.WithCancellation(ending.Token))
            {
                await checking.WriteAsync(Check(arrival, cancellation), cancellation);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // What was read is answered; the rest is the caller's to send again.
        }
        finally
        {
            checking.TryComplete();
        }
    }

    private Task<(Admitted?, Refusal?)> Check(Arrival arrival, CancellationToken cancellation)
    {
        if (arrival.Signed is not { } signed)
        {
            return Task.FromResult<(Admitted?, Refusal?)>((null, arrival.Refusal));
        }

        var (statement, broken, refusal) = admission.Read(signed);
        return statement is null ? Task.FromResult<(Admitted?, Refusal?)>((null, refusal)) : CheckAsync(signed, statement, broken, cancellation);
    }

    private Task<(Admitted?, Refusal?)> CheckAsync(SignedStatement signed, ParsedStatement statement, Refusal? broken, CancellationToken cancellation) =>
        Task.Run(async () => await admission.CheckSignatureAsync(signed, statement, broken, cancellation), cancellation);

    private async Task HandOnAsync(ChannelReader<Task<(Admitted?, Refusal?)>> checking, ChannelWriter<Task<Verdict>> waiting, CancellationToken cancellation)
    {
        try
        {
            await foreach (var check in checking.ReadAllAsync(cancellation))
            {
                var (admitted, refusal) = await check;
                if (standing.ReadOnlyBecause is { } reason)
                {
                    refusal = Refusal.Later(Reason.ReadOnly, "", reason, TimeSpan.FromSeconds(30));
                }

                // A stream waits for room instead of being refused: that is its back-pressure.
                while (refusal is null && backlog.TryAdd(admitted!) is { } full)
                {
                    if (full.Reason != Reason.BacklogFull)
                    {
                        refusal = full;
                    }

                    await Task.Delay(BacklogPause, cancellation);
                }

                await waiting.WriteAsync(refusal is null ? admitted!.Answer : Task.FromResult(new Verdict(null, refusal)), cancellation);
            }
        }
        finally
        {
            waiting.TryComplete();
        }
    }

    private static async Task AnswerAsync(ChannelReader<Task<Verdict>> waiting, IAsyncStreamWriter<Outcome> outcomes, CancellationToken cancellation)
    {
        await foreach (var answer in waiting.ReadAllAsync(cancellation))
        {
            var verdict = await answer.WaitAsync(cancellation);
            await outcomes.WriteAsync(verdict.Refusal is null ? new Outcome { Recorded = verdict.Recorded } : new Outcome { Refusal = verdict.Refusal }, cancellation);
        }
    }
}
