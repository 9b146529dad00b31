using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// The ledger's clock: max(clock, last). One wrong hour at the head of a log can never be undone, so it says when not to take anything: the
/// clock is more than 10 s behind the last entry, jumped by more than 10 s against the monotonic clock, or, at start, is more than an hour
/// ahead of the last entry and no operator confirms it.
/// </summary>
/// <param name="time">The machine's clocks.</param>
/// <param name="confirmed">Whether an operator confirms the clock at start.</param>
public sealed class LedgerClock(TimeProvider time, bool confirmed)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _startWall = time.GetUtcNow();
    private readonly long _startMonotonic = time.GetTimestamp();
    private bool _trusted = confirmed;

    /// <summary>Why nothing may be taken now, or null.</summary>
    /// <param name="lastRecordedAt">Of the last entry, in microseconds; 0 before the first.</param>
    public string? Problem(long lastRecordedAt)
    {
        var now = time.GetUtcNow();
        var drift = now - _startWall - time.GetElapsedTime(_startMonotonic);
        if (drift.Duration() > Tolerance)
        {
            return $"the clock jumped by {drift.TotalSeconds:F0} s against the monotonic clock; set it right, or restart the service";
        }

        var last = DateTimeOffset.UnixEpoch.AddMicroseconds(lastRecordedAt);
        if (now < last - Tolerance)
        {
            return $"the clock shows {now:u}, {(last - now).TotalSeconds:F0} s before the last entry; set it right";
        }

        if (!_trusted && lastRecordedAt > 0 && now > last + LongestSilence)
        {
            return $"the clock shows {now:u}, {(now - last).TotalHours:F1} h after the last entry; if that is right, start again with TRACE_CLOCK=confirmed";
        }

        _trusted = true;
        return null;
    }

    /// <summary>The time of the next entry, in microseconds: never before the last.</summary>
    /// <param name="lastRecordedAt">Of the last entry, in microseconds.</param>
    public long Next(long lastRecordedAt) => Math.Max(UnixMicroseconds.Of(time.GetUtcNow()), lastRecordedAt);
}
