using Trace.Audit.State;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>An audit of a log from where the last audit ended, and first of the log that it follows, where it follows one.</summary>
public static class AuditRun
{
    /// <summary>Audits a log up to its newest checkpoint.</summary>
    /// <param name="files">The log.</param>
    /// <param name="policy">Which log and witnesses are believed.</param>
    /// <param name="options">How it works.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellation">Ends it; the next audit goes on from what was written.</param>
    /// <exception cref="ForkException">The log shrank or forked since the last audit, or keeps a checkpoint of another tree.</exception>
    /// <exception cref="LogFileException">The log shows no checkpoint that the policy believes.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    /// <exception cref="IOException">The state can't be used.</exception>
    public static async Task<AuditReport> RunAsync(ILogFiles files, TrustPolicy policy, AuditOptions options, IProgress<AuditProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        var reader = new LogReader(files, policy) { Evidence = options.Evidence };
        var origin = (await reader.CheckpointAsync(cancellation)).Checkpoint.Origin;
        var path = Path.Combine(options.StateFolder, $"{FileNames.Of(origin)}.audit");
        LogSnapshot snapshot;
        bool isNew;
        using (var store = AuditStore.Open(path))
        {
            snapshot = await reader.NewestWithFlawsAsync(store.Accepted(), cancellation);
            isNew = store.Position().Size == 0 && store.Before() is null;
            if (!isNew)
            {
                return await new AuditPass(files, policy, options, reader, snapshot, store).RunAsync(progress, cancellation);
            }
        }

        var before = new AuditBefore(policy, options, path);
        if (await before.CheckpointAsync(snapshot, cancellation) is { } checkpoint)
        {
            var predecessor = options.Predecessor ?? throw new PredecessorWantedException(checkpoint.Checkpoint.Origin);
            using (var store = AuditStore.Open(before.Path))
            {
                var of = await LogSnapshot.OpenWithFlawsAsync(predecessor, checkpoint, cancellation);
                var readerOf = new LogReader(predecessor, policy) { Evidence = options.Evidence };
                await before.HoldToEarlierAsync(readerOf, of, cancellation);
                var run = new AuditPass(predecessor, policy, options, readerOf, of, store);
                var report = await run.RunAsync(progress, cancellation);
                if (run.Committed != checkpoint.Checkpoint.Size)
                {
                    // Nothing behind it can be judged without it.
                    return report with { Checkpoint = snapshot.Verified, From = 0, To = 0, Predecessor = new AuditedBefore(checkpoint.Checkpoint.Origin, run.Committed) };
                }
            }

            before.HandOn(new AuditedBefore(checkpoint.Checkpoint.Origin, checkpoint.Checkpoint.Size));
        }

        using var begun = AuditStore.Open(path);
        return await new AuditPass(files, policy, options, reader, snapshot, begun).RunAsync(progress, cancellation);
    }
}
