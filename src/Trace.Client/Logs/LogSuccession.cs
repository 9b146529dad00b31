using Google.Protobuf;
using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>Whether a log follows another, as its entry 0 says (wire format, section 4).</summary>
public static class LogSuccession
{
    /// <summary>The checkpoint of the log before, believed under the same policy; null where the log follows none, or has no entry.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policy">Which logs and witnesses are believed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">Entry 0 can't be read, or the checkpoint that it names is not believed.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    public static async Task<VerifiedCheckpoint?> CheckpointBeforeAsync(LogSnapshot log, TrustPolicy policy, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.Checkpoint.Size == 0)
        {
            return null;
        }

        await foreach (var stretch in log.ReadAsync(0, 1, cancellation).ConfigureAwait(false))
        {
            if (RecordedEntry.TryRead(ByteString.CopyFrom(stretch.Entries[0].Span), out var first, out _) && first!.Statement.Message.Genesis?.Predecessor is { } named)
            {
                return Succession.TryBelieve(named, policy, out var before, out var problem)
                    ? before
                    : throw new LogFileException(log.Checkpoint.Origin, new LogFlaw(TilePath.FormatEntries(0), LogFileProblem.NotBelieved, problem, 0));
            }
        }

        return null;
    }
}
