namespace Trace.Witness.Serving;

/// <summary>How the process ends: asked to, or because its memory failed.</summary>
internal sealed class Ending(IHostApplicationLifetime lifetime, ILogger<Ending> logger)
{
    private int _failed;

    /// <summary>Whether the memory failed.</summary>
    public bool HasFailed => Volatile.Read(ref _failed) == 1;

    /// <summary>Says so once, and stops the process in order.</summary>
    public void Fail(string why)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            logger.MemoryLost(why);
            lifetime.StopApplication();
        }
    }
}
