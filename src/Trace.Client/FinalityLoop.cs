using Grpc.Core;

namespace Trace.Client;

/// <summary>
/// Looks for the checkpoints that make accepted statements final, for as long as there are any: soon after each was accepted, and more and more
/// rarely while nothing comes of it. Safe for many threads.
/// </summary>
/// <param name="awaiting">Whether anything is to become final.</param>
/// <param name="look">Reads the published checkpoint, and makes final what it can.</param>
/// <param name="options">How soon, how often, by which clock.</param>
internal sealed class FinalityLoop(Func<bool> awaiting, Func<CancellationToken, Task> look, LedgerClientOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private volatile Exception? _problem;

    /// <summary>Why the last look made nothing final; null where it did, or none was taken.</summary>
    public Exception? Problem => _problem;

    /// <summary>Something was accepted.</summary>
    public void Wake()
    {
        if (options.FinalEvery is not { } every)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isRunning && !_ending.IsCancellationRequested)
            {
                _isRunning = true;
                _running = Task.Run(() => RunAsync(every, _ending.Token));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            _ending.Cancel();
            running = _running;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RunAsync(TimeSpan every, CancellationToken ending)
    {
        var wait = every;
        while (true)
        {
            await Task.Delay(wait, options.Time, ending).ConfigureAwait(false);
            try
            {
                await look(ending).ConfigureAwait(false);
                _problem = null;
                wait = every;
            }
            catch (ForkException)
            {
                // Told where it was found; there is nothing more to look for.
                return;
            }
            catch (Exception problem) when (problem is RpcException or RefusedException or VerificationException)
            {
                // A service that is away, or a quorum that is missing: final later. What was accepted stays accepted.
                _problem = problem;
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, Math.Max(Longest.Ticks, every.Ticks)));
            }

            lock (_lock)
            {
                if (!awaiting())
                {
                    _isRunning = false;
                    return;
                }
            }
        }
    }
}
