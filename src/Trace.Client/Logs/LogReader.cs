using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>
/// Reads a log from its files and believes nothing of it that its checkpoints do not vouch for: the newest checkpoint under a policy, held to
/// the one that was accepted before, and from there entries and roots (<see cref="LogSnapshot"/>).
/// </summary>
/// <param name="files">The log.</param>
/// <param name="policy">Which log and witnesses are believed.</param>
public sealed class LogReader(ILogFiles files, TrustPolicy policy)
{
    // A cache may serve a checkpoint that is a little older than one it served before; a log that shrank serves it for ever.
    private const int Rereads = 4;

    private static readonly TimeSpan BetweenRereads = TimeSpan.FromSeconds(1);

    /// <summary>The clock of waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where both checkpoints of a fork are written; null to keep no files.</summary>
    public CheckpointStore? Evidence { get; init; }

    /// <summary>The newest checkpoint that the log shows, if the policy believes it.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">There is none, or it is not believed; the message says which rule it breaks, or which witnesses are missing.</exception>
    /// <exception cref="LogUnreachableException">It could not be read.</exception>
    public Task<VerifiedCheckpoint> CheckpointAsync(CancellationToken cancellation = default) => CheckpointAsync("checkpoint", policy, cancellation);

    /// <summary>The newest checkpoint with its tiles, on whose right edge it stands.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">No checkpoint is believed, or a tile does not hold.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    public async Task<LogSnapshot> NewestAsync(CancellationToken cancellation = default) =>
        await LogSnapshot.OpenAsync(files, await CheckpointAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>
    /// The newest checkpoint, if it is of the same history as one that was accepted before. One that is smaller, and stays so for a few
    /// seconds, says that the log shrank.
    /// </summary>
    /// <param name="accepted">What was accepted before; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ForkException">It is not: both checkpoints are kept in <see cref="Evidence"/>.</exception>
    /// <exception cref="LogFileException">No checkpoint is believed, or a tile does not hold, so that nothing can be said.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    public async Task<LogSnapshot> NewestAfterAsync(SignedNote? accepted, CancellationToken cancellation = default)
    {
        var offered = await HeldToAsync(accepted, cancellation).ConfigureAwait(false);
        var newest = await LogSnapshot.OpenAsync(files, offered, cancellation).ConfigureAwait(false);
        await RequireBeginsWithAsync(newest, accepted, cancellation).ConfigureAwait(false);
        return newest;
    }

    /// <summary>As <see cref="NewestAfterAsync"/>, but a log whose tiles do not hold is opened all the same: for auditors, who recompute the tree from the entries and must themselves find whether it begins with what was accepted.</summary>
    /// <param name="accepted">What was accepted before; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ForkException">It is not of the same history: both checkpoints are kept in <see cref="Evidence"/>.</exception>
    /// <exception cref="LogFileException">No checkpoint is believed.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    public async Task<LogSnapshot> NewestWithFlawsAsync(SignedNote? accepted, CancellationToken cancellation = default)
    {
        var offered = await HeldToAsync(accepted, cancellation).ConfigureAwait(false);
        var newest = await LogSnapshot.OpenWithFlawsAsync(files, offered, cancellation).ConfigureAwait(false);
        if (newest.EdgeFlaw is null)
        {
            await RequireBeginsWithAsync(newest, accepted, cancellation).ConfigureAwait(false);
        }

        return newest;
    }

    /// <summary>Whatever checkpoint is asked for, under a policy.</summary>
    internal async Task<VerifiedCheckpoint> CheckpointAsync(string path, TrustPolicy under, CancellationToken cancellation)
    {
        var bytes = await files.ReadAsync(path, cancellation).ConfigureAwait(false)
            ?? throw LogFileException.Of(files, path, LogFileProblem.Missing, "there is no checkpoint here: is this a log's prefix?");
        if (under.TryVerify(bytes, out var verified, out var refusal))
        {
            return verified;
        }

        throw LogFileException.Of(files, path, refusal.Reason == NoteRefusalReason.Malformed ? LogFileProblem.Malformed : LogFileProblem.NotBelieved, $"{refusal.Reason}: {refusal.Problem}");
    }

    /// <summary>A fork: both checkpoints are kept, and nothing more is believed.</summary>
    public ForkException Fork(SignedNote accepted, SignedNote offered, string origin, string problem)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        ArgumentNullException.ThrowIfNull(offered);
        return new ForkException(accepted, offered, $"{origin}: {problem}", Evidence?.SaveFork(origin, accepted, offered, problem));
    }

    private async Task<VerifiedCheckpoint> HeldToAsync(SignedNote? accepted, CancellationToken cancellation)
    {
        var offered = await CheckpointAsync(cancellation).ConfigureAwait(false);
        if (accepted is null)
        {
            return offered;
        }

        var before = Checkpoint.Parse(accepted.Text);
        for (var i = 0; offered.Checkpoint.Size < before.Size && i < Rereads; i++)
        {
            await Task.Delay(BetweenRereads, Time, cancellation).ConfigureAwait(false);
            offered = await CheckpointAsync(cancellation).ConfigureAwait(false);
        }

        var now = offered.Checkpoint;
        if (now.Origin != before.Origin)
        {
            throw LogFileException.Of(files, "checkpoint", LogFileProblem.NotBelieved, $"this is the log \"{now.Origin}\"; what was accepted before is of \"{before.Origin}\"");
        }

        if (now.Size < before.Size)
        {
            throw Fork(accepted, offered.Note, now.Origin, $"the log promised {before.Size} entries, and shows {now.Size} now: it shrank");
        }

        return now.Size > before.Size || now.Root == before.Root
            ? offered
            : throw Fork(accepted, offered.Note, now.Origin, $"two trees of {now.Size} entries: root {before.Root} was accepted, root {now.Root} is shown");
    }

    private async Task RequireBeginsWithAsync(LogSnapshot newest, SignedNote? accepted, CancellationToken cancellation)
    {
        if (accepted is null)
        {
            return;
        }

        var before = Checkpoint.Parse(accepted.Text);
        if (!await newest.BeginsWithAsync(before.Size, before.Root, cancellation).ConfigureAwait(false))
        {
            throw Fork(accepted, newest.Verified.Note, before.Origin, $"the tree of {before.Size} entries that was accepted is not the beginning of that of {newest.Checkpoint.Size}");
        }
    }
}
