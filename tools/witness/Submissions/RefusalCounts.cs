namespace Trace.Witness.Submissions;

/// <summary>Says once a minute, and at the end, how many refusals got no line.</summary>
internal sealed class RefusalCounts(Refusals refusals, TimeProvider clock, ILogger<RefusalCounts> logger) : BackgroundService
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(s_minute, clock);
        try
        {
            while (await minute.WaitForNextTickAsync(stoppingToken))
            {
                Say();
            }
        }
        catch (OperationCanceledException)
        {
            Say();
        }
    }

    private void Say()
    {
        foreach (var (origin, count) in refusals.EndMinute())
        {
            logger.MoreInconsistent(count, origin);
        }
    }
}
