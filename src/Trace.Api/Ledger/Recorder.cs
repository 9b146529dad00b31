using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>The way of one statement: door, backlog, sequencer, verdict. What gRPC, JSON and the founding share.</summary>
/// <param name="admission">The door.</param>
/// <param name="backlog">Where it waits.</param>
/// <param name="standing">Whether anything is written.</param>
public sealed class Recorder(Admission admission, Backlog backlog, LogStanding standing)
{
    /// <summary>Records one statement, and waits until it is durable.</summary>
    /// <param name="signed">A statement and its signature.</param>
    /// <param name="cancellation">Ends the wait; what was admitted may be recorded all the same.</param>
    public async Task<Verdict> RecordAsync(SignedStatement signed, CancellationToken cancellation)
    {
        if (standing.ReadOnlyBecause is { } reason)
        {
            return new Verdict(null, Refusal.Later(Reason.ReadOnly, "", reason, TimeSpan.FromSeconds(30)));
        }

        var (admitted, refusal) = await admission.CheckAsync(signed, cancellation);
        refusal ??= backlog.TryAdd(admitted!);
        return refusal is null ? await admitted!.Answer.WaitAsync(cancellation) : new Verdict(null, refusal);
    }
}
