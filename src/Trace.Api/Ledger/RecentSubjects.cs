using System.Collections.Concurrent;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// About which subjects entries were recorded lately. What was read of a subject at a size is good for as long as none was recorded behind it; of
/// what was recorded before this remembers, that is not known, and is read again.
/// </summary>
/// <remarks>Written by the sequencer's loop alone; readers need no lock.</remarks>
/// <param name="most">How many entries are remembered.</param>
internal sealed class RecentSubjects(int most = 100_000)
{
    private readonly ConcurrentDictionary<string, long> _newest = new();
    private readonly Queue<(string Subject, long Index)> _order = new();
    private long _floor;

    /// <summary>Takes in a batch, before a reader can ask at a head that holds it.</summary>
    public void Recorded(IReadOnlyList<RecordedEntry> entries)
    {
        foreach (var entry in entries)
        {
            var (subject, index) = (entry.Statement.Subject.Value, (long)entry.Index);
            _newest[subject] = index;
            _order.Enqueue((subject, index));
        }

        while (_order.Count > most)
        {
            var (subject, index) = _order.Dequeue();

            // The floor first: from here on nobody relies on what is forgotten next.
            Volatile.Write(ref _floor, index + 1);
            _newest.TryRemove(KeyValuePair.Create(subject, index));
        }
    }

    /// <summary>Whether nothing was recorded about a subject behind a size.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="size">Of the log when the subject was read.</param>
    public bool IsUnchangedSince(string subject, long size) =>
        (!_newest.TryGetValue(subject, out var index) || index < size) && size >= Volatile.Read(ref _floor);
}
