namespace Trace.Api.Tests.Deadlines;

/// <summary>A clock that is moved, and its monotonic one with it: time has passed, and nobody set anything. Timers wait as they would.</summary>
public sealed class MovedClock : TimeProvider
{
    private long _ahead;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Interlocked.Read(ref _ahead) * (TimestampFrequency / (double)TimeSpan.TicksPerSecond));
}
