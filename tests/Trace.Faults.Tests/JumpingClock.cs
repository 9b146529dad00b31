namespace Trace.Faults.Tests;

/// <summary>A clock on the wall that somebody sets, beside timers and a monotonic clock that go on as they were.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _ahead;

    /// <summary>How far the wall's clock is from the true time.</summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _ahead));
        set => Volatile.Write(ref _ahead, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
