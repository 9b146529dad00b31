namespace Trace.Api.Ledger;

/// <summary>Says that the quorum is missing: to callers of health after a while, to the operator's log then and at growing intervals.</summary>
internal sealed class QuorumAlarm(TimeSpan quiet, TimeProvider time, LogStanding standing, ILogger logger)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    private long? _since;
    private TimeSpan _next;

    /// <summary>A round ended without the quorum.</summary>
    /// <param name="why">Who is missing, and why.</param>
    public void Missing(string why)
    {
        _since ??= time.GetTimestamp();
        var gone = time.GetElapsedTime(_since.Value);
        if (gone < quiet)
        {
            return;
        }

        standing.UnpublishBecause(why);
        if (gone >= _next)
        {
            PublishingLog.QuorumMissing(logger, gone.TotalSeconds, why);
            _next = TimeSpan.FromTicks(Math.Min(gone.Ticks * 2, gone.Ticks + LongestSilence.Ticks));
        }
    }

    /// <summary>A checkpoint was published.</summary>
    /// <param name="size">Its size.</param>
    public void Met(long size)
    {
        if (standing.UnpublishedBecause is not null && _since is { } since)
        {
            PublishingLog.QuorumMet(logger, time.GetElapsedTime(since).TotalSeconds, size);
        }

        standing.UnpublishBecause(null);
        _since = null;
        _next = TimeSpan.Zero;
    }
}
