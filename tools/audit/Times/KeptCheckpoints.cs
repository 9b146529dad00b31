using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit.Times;

/// <summary>A checkpoint that the log keeps, as it was read.</summary>
/// <param name="Size">Its size, as the list says.</param>
/// <param name="Signed">The checkpoint, signed by the log and of this size; null where it is not.</param>
/// <param name="Cosigned">When the policy's witnesses cosigned it; null where too few did, or none.</param>
/// <param name="Problem">Why it is none that the log signed.</param>
internal sealed record KeptCheckpoint(long Size, VerifiedCheckpoint? Signed, CosignedAt? Cosigned, string? Problem);

/// <summary>The checkpoints that a log keeps, one a minute: what its times are held against.</summary>
/// <param name="files">The log.</param>
/// <param name="policy">Which log and witnesses are believed.</param>
/// <param name="origin">The log's own: a policy may name others beside it, whose checkpoints are none of its.</param>
internal sealed class KeptCheckpoints(ILogFiles files, TrustPolicy policy, string origin)
{
    private static readonly TrustPolicy NoQuorum = TrustPolicy.Parse("quorum none\n"u8);

    private readonly IReadOnlyList<VerifierKey> _logs = [.. policy.Logs.Select(log => log.Key).Where(key => key.Name == origin)];

    /// <summary>Sizes of which a checkpoint is kept, ascending; none where the log keeps no list.</summary>
    /// <param name="after">Greater than this.</param>
    /// <param name="upTo">At most this.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">The list is no list of ascending sizes.</exception>
    public Task<IReadOnlyList<long>> SizesAsync(long after, long upTo, CancellationToken cancellation) => CheckpointList.ListAsync(files, after, upTo, cancellation);

    /// <summary>Reads one.</summary>
    public async Task<KeptCheckpoint> ReadAsync(long size, CancellationToken cancellation)
    {
        var path = CheckpointList.PathOf(size);
        if (await files.ReadAsync(path, cancellation) is not { } bytes)
        {
            return new KeptCheckpoint(size, null, null, $"{path}: it is in the list, and not there");
        }

        if (!SignedNote.TryParse(bytes, out var note, out var problem))
        {
            return new KeptCheckpoint(size, null, null, $"{path}: {problem}");
        }

        if (!NoQuorum.TryVerify(note, _logs, out var signed, out var refusal))
        {
            return new KeptCheckpoint(size, null, null, $"{path}: {refusal.Reason}: {refusal.Problem}");
        }

        return signed.Checkpoint.Size == size
            ? new KeptCheckpoint(size, signed, TimesOf(note), null)
            : new KeptCheckpoint(size, null, null, $"{path}: it is the checkpoint of size {signed.Checkpoint.Size}");
    }

    /// <summary>When a checkpoint was cosigned, if the policy believes it.</summary>
    public CosignedAt? TimesOf(SignedNote note) =>
        policy.TryVerify(note, out var believed, out _) ? CosignedAt.Of(believed.Cosignatures.Select(cosignature => cosignature.Time).OfType<long>().Where(time => time > 0)) : null;
}
