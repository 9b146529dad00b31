using System.Collections.Concurrent;
using System.Threading.Channels;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// What was admitted and waits for the sequencer: bounded, and shared fairly. No party holds more than a quarter while others wait, nor more
/// than three quarters while it is alone, so that the next one finds room; beyond that a statement is refused as BACKLOG_FULL, and its caller keeps it.
/// </summary>
/// <param name="options">Says how many may wait.</param>
public sealed class Backlog(LogOptions options)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Admitted> _waiting = Channel.CreateUnbounded<Admitted>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, int> _shares = new();
    private int _count;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What the sequencer reads.</summary>
    internal ChannelReader<Admitted> Waiting => _waiting.Reader;

    /// <summary>Adds a statement, or says why it has to wait outside.</summary>
    /// <param name="admitted">The statement.</param>
    public Refusal? TryAdd(Admitted admitted)
    {
        ArgumentNullException.ThrowIfNull(admitted);
        var share = _shares.AddOrUpdate(admitted.Account, 1, (_, before) => before + 1);
        var count = Interlocked.Increment(ref _count);
        var most = options.MaxBacklog - (count > share ? options.MaxBacklog * 3 / 4 : options.MaxBacklog / 4);
        if (count > options.MaxBacklog || share > most)
        {
            Release(admitted);
            return Refusal.Later(Reason.BacklogFull, "", count > options.MaxBacklog
                ? $"{options.MaxBacklog} statements wait already; try again"
                : $"\"{admitted.Account}\" holds its share of the backlog, {most} statements; try again", Retry);
        }

        if (!_waiting.Writer.TryWrite(admitted))
        {
            Release(admitted);
            return Refusal.Later(Reason.ReadOnly, "", "this server is stopping; try again", TimeSpan.FromSeconds(2));
        }

        return null;
    }

    /// <summary>Lets nobody in any more.</summary>
    internal void Close() => _waiting.Writer.TryComplete();

    /// <summary>Gives a share back.</summary>
    internal void Release(Admitted admitted)
    {
        Interlocked.Decrement(ref _count);
        var left = _shares.AddOrUpdate(admitted.Account, 0, (_, before) => before - 1);
        if (left <= 0)
        {
            _shares.TryRemove(KeyValuePair.Create(admitted.Account, left));
        }
    }
}
