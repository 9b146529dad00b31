using System.Collections.Concurrent;
using System.Threading.Channels;
using Trace.Domain.Ledger;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Running;

/// <summary>
/// Uploads what recorded statements commit to, some at a time beside the stream of statements. The stream waits only where uploads have fallen
/// far behind it.
/// </summary>
internal sealed class DisclosureUploads : IAsyncDisposable
{
    private const int AtOnce = 12;
    private const int MostWaiting = 4_096;

    private readonly ImportPlan _plan;
    private readonly Func<Hash256, PlannedDisclosure, CancellationToken, Task<Refusal?>> _disclose;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<int> _queue = Channel.CreateBounded<int>(MostWaiting);
    private readonly ConcurrentDictionary<int, bool> _outstanding = new();
    private readonly ConcurrentQueue<(int Index, Refusal Refusal)> _refused = new();
    private readonly Task _workers;

    public DisclosureUploads(ImportPlan plan, Func<Hash256, PlannedDisclosure, CancellationToken, Task<Refusal?>> disclose, CancellationToken stop)
    {
        (_plan, _disclose) = (plan, disclose);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _workers = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(_stop.Token)));
    }

    /// <summary>Statements of which a content is not confirmed yet.</summary>
    public IReadOnlyList<int> Outstanding => [.. _outstanding.Keys.Order()];

    /// <summary>Takes a recorded statement.</summary>
    /// <exception cref="Exception">What stopped an upload.</exception>
    public async ValueTask AddAsync(int index, CancellationToken stop)
    {
        if (_plan.Statements[index].Disclosures.Count == 0)
        {
            return;
        }

        _outstanding[index] = true;
        try
        {
            await _queue.Writer.WriteAsync(index, stop).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await _workers.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for all that was taken; the refusals, by reason.</summary>
    public async Task<IReadOnlyList<RefusalCount>> FinishAsync()
    {
        _queue.Writer.TryComplete();
        await _workers.ConfigureAwait(false);
        return [.. _refused.OrderBy(refused => refused.Index).GroupBy(refused => refused.Refusal.Reason)
            .Select(group => new RefusalCount(group.Key, group.Count(), $"{_plan.Statements[group.First().Index].Label}: {group.First().Refusal.Message}"))];
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var index in _queue.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                var planned = _plan.Statements[index];
                foreach (var disclosure in planned.Disclosures)
                {
                    if (await _disclose(planned.Identity, disclosure, stop).ConfigureAwait(false) is { } refusal)
                    {
                        _refused.Enqueue((index, refusal));
                    }
                }

                _outstanding.TryRemove(index, out _);
            }
        }
        catch
        {
            // Whoever adds more learns of it at once, not when the plan is done.
            _queue.Writer.TryComplete();
            throw;
        }
    }
}
