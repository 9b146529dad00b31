using System.Collections.Concurrent;

namespace Trace.Symbols.Engines;

/// <summary>
/// Engines that are slow to start and serve one caller at a time: no more than <paramref name="most"/> at once, each made when it is first
/// needed, and ended when it is worn or went wrong.
/// </summary>
/// <param name="most">How many live at once. Callers beyond that wait.</param>
/// <param name="start">Makes one.</param>
/// <param name="isWorn">Whether one is better replaced.</param>
/// <param name="end">What becomes of one that is done with, and whether it is worn or went wrong.</param>
/// <typeparam name="TEngine">What is pooled.</typeparam>
internal sealed class EnginePool<TEngine>(int most, Func<TEngine> start, Func<TEngine, bool> isWorn, Action<TEngine, bool> end) : IDisposable
    where TEngine : class
{
    private readonly SemaphoreSlim _places = new(most, most);
    private readonly ConcurrentBag<TEngine> _idle = [];

    /// <summary>Runs something with an engine of its own. One that throws what it should not is not used again.</summary>
    public TResult Use<TResult>(Func<TEngine, TResult> use, CancellationToken cancellation = default)
    {
        _places.Wait(cancellation);
        TEngine? engine = null;
        try
        {
            engine = _idle.TryTake(out var idle) ? idle : start();
            var result = use(engine);
            if (!isWorn(engine))
            {
                _idle.Add(engine);
                engine = null;
            }

            return result;
        }
        finally
        {
            if (engine is not null)
            {
                end(engine, true);
            }

            _places.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var engine))
        {
            end(engine, false);
        }

        _places.Dispose();
    }
}
