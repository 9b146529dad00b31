using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Tool.Logs;

/// <summary>The files of the log before one that follows it, at the checkpoint that the follower's Genesis names.</summary>
/// <param name="Files">Where they lie.</param>
/// <param name="Log">The log at that checkpoint.</param>
internal sealed record PredecessorFiles(ILogFiles Files, LogSnapshot Log)
{
    /// <summary>Opens them; null where the log follows none.</summary>
    /// <param name="place">A folder or an address; null where none was named.</param>
    /// <param name="policy">Under which both logs are believed.</param>
    /// <param name="log">The log that may follow another.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">A place is named where none is wanted, or the other way round.</exception>
    /// <exception cref="LogFileException">Entry 0, or the predecessor's checkpoint or tiles, do not hold.</exception>
    public static async Task<PredecessorFiles?> OpenAsync(string? place, TrustPolicy policy, LogSnapshot log, CancellationToken cancellation)
    {
        if (await LogSuccession.CheckpointBeforeAsync(log, policy, cancellation) is not { } before)
        {
            return place is null ? null : throw new UsageException($"--predecessor \"{place}\": the log \"{log.Checkpoint.Origin}\" follows none");
        }

        if (place is null)
        {
            throw new UsageException($"this log follows \"{before.Checkpoint.Origin}\": name the files of that one by --predecessor");
        }

        var files = LogPlace.Open(place);
        return new PredecessorFiles(files, await LogSnapshot.OpenAsync(files, before, cancellation));
    }
}
