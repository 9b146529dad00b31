using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>
/// Writes a log as static files (C2SP tlog-tiles), from wherever it is read: every entry and tile is recomputed on the way, so that the files
/// hold nothing that the checkpoint does not vouch for. Run again, it adds what is new. <c>checkpoint</c> is written last: whatever ends an
/// export, the folder is a whole log, at the size before or at the new one.
/// </summary>
/// <remarks>A partial tile of an exported checkpoint stays until its full tile is there, as the specification demands.</remarks>
/// <param name="files">The log.</param>
/// <param name="policy">Which log and witnesses are believed.</param>
/// <param name="folder">Where to; made where it is missing. One export writes it at a time.</param>
public sealed class LogExport(ILogFiles files, TrustPolicy policy, string folder)
{
    private const string Newest = "checkpoint";
    private const string Trust = "log/trust";

    private readonly IReadOnlyList<VerifierKey> _logs = [.. policy.Logs.Select(log => log.Key)];

    /// <summary>The clock of waits and rates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where both checkpoints of a fork are written; null to keep no files.</summary>
    public CheckpointStore? Evidence { get; init; }

    /// <summary>Brings the folder up to the newest checkpoint.</summary>
    /// <param name="progress">Hears how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it; the folder stays what it was, and the next run goes on from what was written.</param>
    /// <exception cref="ForkException">The log is not a continuation of what was exported before: both checkpoints are kept in <see cref="Evidence"/>.</exception>
    /// <exception cref="LogFileException">A file of the log is missing or does not hold, or what was exported before does not.</exception>
    /// <exception cref="LogUnreachableException">The log could not be read.</exception>
    /// <exception cref="IOException">The folder could not be written, or another export writes it.</exception>
    public async Task<ExportReport> RunAsync(IProgress<ExportProgress>? progress = null, CancellationToken cancellation = default)
    {
        var began = Time.GetTimestamp();
        var to = ExportFolder.Open(folder);
        await using (to.ConfigureAwait(false))
        {
            var before = await BeforeAsync(to.Files, cancellation).ConfigureAwait(false);
            var reader = new LogReader(files, policy) { Time = Time, Evidence = Evidence };
            var log = await reader.NewestAfterAsync(before, cancellation).ConfigureAwait(false);
            var sizeBefore = before is null ? 0 : Checkpoint.Parse(before.Text).Size;
            var edge = await new ExportedTiles(to.Files, log).ContinueAsync(sizeBefore, to, cancellation).ConfigureAwait(false);
            var from = edge.Size;
            await CopyAsync(log, edge, to, done => progress?.Report(ExportProgress.At(done, log.Checkpoint.Size - from, Time.GetElapsedTime(began))), cancellation).ConfigureAwait(false);
            await to.SettleAsync().ConfigureAwait(false);

            // What was written, as whoever reads the folder will see it.
            var exported = await LogSnapshot.OpenAsync(to.Files, log.Verified, cancellation).ConfigureAwait(false);
            var kept = await CheckpointList.CopyAsync(files, to, exported, _logs, reader, cancellation).ConfigureAwait(false);
            await CopyTrustAsync(to, cancellation).ConfigureAwait(false);
            await to.SettleAsync().ConfigureAwait(false);
            await to.WriteAsync(Newest, log.Verified.Note.ToBytes(), cancellation).ConfigureAwait(false);
            await to.SettleAsync().ConfigureAwait(false);
            RemoveOutgrown(to, sizeBefore, log.Checkpoint.Size);
            return new ExportReport(log.Checkpoint, sizeBefore, log.Checkpoint.Size - from, kept, to.Written, Time.GetElapsedTime(began));
        }
    }

    // Under the log's key alone: the policy of witnesses may have been another when it was written.
    private async Task<SignedNote?> BeforeAsync(DirectoryLogFiles written, CancellationToken cancellation)
    {
        if (await written.ReadAsync(Newest, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        if (!NoteVerifier.TryOpen(bytes, _logs, out var opened, out var refusal))
        {
            throw LogFileException.Of(written, Newest, LogFileProblem.NotBelieved, $"what was exported before is not of the log that is believed: {refusal.Problem}");
        }

        return Checkpoint.TryParse(opened.Note.Text, out _, out var problem) ? opened.Note : throw LogFileException.Of(written, Newest, LogFileProblem.Malformed, problem);
    }

    private async Task CopyAsync(LogSnapshot log, TileEdge edge, ExportFolder to, Action<long> tell, CancellationToken cancellation)
    {
        var (from, checkpoint) = (edge.Size, log.Checkpoint);
        await foreach (var stretch in log.ReadAsync(from, checkpoint.Size, cancellation).ConfigureAwait(false))
        {
            await to.WriteAsync(TilePath.FormatEntries(stretch.First / TileGeometry.FullWidth, stretch.Entries.Count), EntryBundle.Encode(stretch.Entries), cancellation).ConfigureAwait(false);
            foreach (var (tile, hashes) in edge.Append(stretch.Leaves))
            {
                await to.WriteAsync(TilePath.Format(tile), hashes, cancellation).ConfigureAwait(false);
            }

            tell(edge.Size - from);
        }

        var snapshot = edge.Snapshot();
        if (snapshot.Root() is var root && root != checkpoint.Root)
        {
            throw LogFileException.Of(files, Newest, LogFileProblem.Differs, $"its {checkpoint.Size} entries have the root {root}; the checkpoint says {checkpoint.Root}");
        }

        for (var level = 0; level < snapshot.Levels.Count; level++)
        {
            if (snapshot.Levels[level] is { Length: > 0 } hashes)
            {
                var partial = new TileId(level, checkpoint.Size >> (TileGeometry.Height * (level + 1)), hashes.Length / Hash256.Size);
                await to.WriteAsync(TilePath.Format(partial), hashes, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Nobody signed it, and whoever begins with it trusts where it came from: what is carried on names this log at least.
    private async Task CopyTrustAsync(ExportFolder to, CancellationToken cancellation)
    {
        if (await files.ReadAsync(Trust, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return;
        }

        if (!TrustPolicy.TryParse(bytes, out var trusted, out var problem))
        {
            throw LogFileException.Of(files, Trust, LogFileProblem.Malformed, problem);
        }

        if (!trusted.Logs.Any(log => _logs.Contains(log.Key)))
        {
            throw LogFileException.Of(files, Trust, LogFileProblem.NotBelieved, $"it trusts {string.Join(", ", trusted.Logs.Select(log => log.Key.Name))}, and not the log that is believed here");
        }

        await to.WriteAsync(Trust, bytes, cancellation).ConfigureAwait(false);
    }

    private static void RemoveOutgrown(ExportFolder to, long before, long now)
    {
        for (var level = 0; level <= TileGeometry.MaxLevel; level++)
        {
            var index = before >> (TileGeometry.Height * (level + 1));
            if (TileGeometry.WidthAt(level, index, before) is > 0 and < TileGeometry.FullWidth && TileGeometry.WidthAt(level, index, now) == TileGeometry.FullWidth)
            {
                to.Remove(TilePath.Format(new TileId(level, index, TileGeometry.FullWidth)) + ".p");
                if (level == 0)
                {
                    to.Remove(TilePath.FormatEntries(index) + ".p");
                }
            }
        }
    }
}
