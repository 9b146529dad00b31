using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// Histories of keys and parties as readers' evidence needs them, remembered until an entry is added. A history that was read at a size is good
/// for as long as no later entry is about its subject.
/// </summary>
public sealed class ReadCaches : IDisposable
{
    private readonly MemoryCache _chains = new(new MemoryCacheOptions { SizeLimit = 200_000 });
    private readonly ConcurrentDictionary<string, ulong> _changed = new();

    /// <summary>A remembered history, or null.</summary>
    /// <param name="subject">A key, a party, or the log's Genesis.</param>
    internal IReadOnlyList<RecordedEntry>? Find(string subject) =>
        _chains.TryGetValue(subject, out Chain? chain) && (!_changed.TryGetValue(subject, out var index) || index < (ulong)chain!.Size) ? chain!.Entries : null;

    /// <summary>Remembers a history.</summary>
    /// <param name="subject">A key, a party, or the log's Genesis.</param>
    /// <param name="size">Of the log before the history was read.</param>
    /// <param name="entries">All its entries.</param>
    internal void Put(string subject, long size, IReadOnlyList<RecordedEntry> entries) =>
        _chains.Set(subject, new Chain(size, entries), new MemoryCacheEntryOptions { Size = entries.Count + 1 });

    /// <summary>Called by the sequencer once a batch is durable.</summary>
    internal void Recorded(IReadOnlyList<RecordedEntry> entries)
    {
        foreach (var entry in entries)
        {
            if ((entry.Statement.Subject.Kind & (SubjectKind.Key | SubjectKind.Party)) != 0)
            {
                _changed[entry.Statement.Subject.Value] = entry.Index;
            }
        }
    }

    /// <summary>Called by the sequencer where it no longer knows what is durable.</summary>
    internal void Forget() => _chains.Clear();

    /// <inheritdoc/>
    public void Dispose() => _chains.Dispose();

    private sealed record Chain(long Size, IReadOnlyList<RecordedEntry> Entries);
}
