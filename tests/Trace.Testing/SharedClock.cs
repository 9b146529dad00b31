using System.IO.MemoryMappedFiles;

namespace Trace.Testing;

/// <summary>
/// A clock that several processes share and one of them moves, its monotonic one with it: time has passed, and nobody set anything. How far it is
/// ahead stands in a file. Timers wait as they would, or shorter where asked: a clock on which weeks pass in a minute has no half minutes to wait.
/// </summary>
/// <param name="path">The file, 8 bytes; made where it is missing.</param>
/// <param name="shorter">By how much timers wait shorter.</param>
public sealed class SharedClock(string path, int shorter = 1) : TimeProvider, IDisposable
{
    private readonly MemoryMappedFile _file = MemoryMappedFile.CreateFromFile(
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), null, sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);

    private MemoryMappedViewAccessor? _view;

    private MemoryMappedViewAccessor View => _view ??= _file.CreateViewAccessor(0, sizeof(long));

    private long Ahead => View.ReadInt64(0);

    /// <summary>Lets time pass, for all who share it.</summary>
    /// <param name="time">How much.</param>
    public void Pass(TimeSpan time) => View.Write(0, Ahead + time.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Ahead);

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetTimestamp() + (long)(Ahead * (TimestampFrequency / (double)TimeSpan.TicksPerSecond));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / shorter, period == Timeout.InfiniteTimeSpan ? period : period / shorter);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view?.Dispose();
        _file.Dispose();
    }
}
