using Trace.Domain.Ledger;

namespace Trace.Audit.Times;

/// <summary>
/// How old a newest checkpoint is, by its witnesses' clocks. A log publishes again when nothing comes in, so one that stays old has stopped, or
/// somebody shows an old one in its place: nothing else gives that away, since an old checkpoint is in order for ever.
/// </summary>
public static class Freshness
{
    /// <summary>Older than this is told.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    /// <summary>When its witnesses cosigned a checkpoint: the middle one of them. Null where none did.</summary>
    /// <param name="checkpoint">As a policy believed it.</param>
    public static DateTimeOffset? CosignedAt(VerifiedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var times = checkpoint.Cosignatures.Select(cosignature => cosignature.Time).OfType<long>().Where(time => time > 0);
        return Times.CosignedAt.Of(times) is { } cosigned && cosigned.Later <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(cosigned.Later) : null;
    }

    /// <summary>How old a checkpoint is that is too old; null where it is fresh, or nobody cosigned it.</summary>
    /// <param name="checkpoint">As a policy believed it.</param>
    /// <param name="now">The reader's time.</param>
    public static TimeSpan? StaleFor(VerifiedCheckpoint checkpoint, DateTimeOffset now) => now - CosignedAt(checkpoint) is { } age && age > Stale ? age : null;
}
