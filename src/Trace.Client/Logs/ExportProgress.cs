using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>How far the copying of a log is.</summary>
/// <param name="Done">Entries done.</param>
/// <param name="Total">Entries to do.</param>
/// <param name="PerSecond">Entries a second, since it began.</param>
/// <param name="Left">About how long it still takes; null where nothing can be said yet.</param>
public sealed record ExportProgress(long Done, long Total, double PerSecond, TimeSpan? Left)
{
    /// <summary>Of a number of entries done since a moment.</summary>
    /// <param name="done">Entries done.</param>
    /// <param name="total">Entries to do.</param>
    /// <param name="elapsed">Since it began.</param>
    public static ExportProgress At(long done, long total, TimeSpan elapsed)
    {
        var perSecond = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        return new ExportProgress(done, total, perSecond, perSecond > 0 ? TimeSpan.FromSeconds((total - done) / perSecond) : null);
    }
}

/// <summary>What an export came to.</summary>
/// <param name="Checkpoint">What the folder holds now: origin, size, root.</param>
/// <param name="SizeBefore">What it held before.</param>
/// <param name="EntriesRead">Entries read from the log; fewer than were new where an interrupted export had left some.</param>
/// <param name="CheckpointsKept">Kept checkpoints that were added.</param>
/// <param name="FilesWritten">Files that were written, or found to be what they must be.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ExportReport(Checkpoint Checkpoint, long SizeBefore, long EntriesRead, long CheckpointsKept, long FilesWritten, TimeSpan Elapsed);
