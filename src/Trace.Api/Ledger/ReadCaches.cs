using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// Histories of keys and parties as readers' evidence needs them, and of goods as pages need them, remembered until an entry is added. A history
/// that was read at a size is good for as long as no later entry is about its subject.
/// </summary>
public sealed class ReadCaches : IDisposable
{
    // Of stored bytes; as objects they take about three times as much.
    private readonly MemoryCache _chains = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });
    private readonly ConcurrentDictionary<string, ulong> _changed = new();
    private readonly RecentSubjects _recent = new();
    private long _floor;

    /// <summary>A remembered history, or null.</summary>
    /// <param name="subject">The subject.</param>
    internal IReadOnlyList<StoredEntry>? Find(string subject) =>
        _chains.TryGetValue(subject, out Chain? chain) && IsUnchangedSince(subject, chain!.Size) ? chain.Entries : null;

    /// <summary>Whether what was read of a subject at a size is still all there is.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="size">Of the log before it was read.</param>
    internal bool IsUnchangedSince(string subject, long size) => size >= Volatile.Read(ref _floor)
        && (IsLasting(subject) ? !_changed.TryGetValue(subject, out var index) || index < (ulong)size : _recent.IsUnchangedSince(subject, size));

    /// <summary>Remembers a history.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="size">Of the log before the history was read.</param>
    /// <param name="entries">All its entries.</param>
    internal void Put(string subject, long size, IReadOnlyList<StoredEntry> entries) =>
        _chains.Set(subject, new Chain(size, entries), new MemoryCacheEntryOptions { Size = 256 + entries.Sum(entry => entry.Bytes.Length) });

    /// <summary>Called by the sequencer once a batch is durable, before a reader can ask at a head that holds it.</summary>
    internal void Recorded(IReadOnlyList<RecordedEntry> entries)
    {
        _recent.Recorded(entries);
        foreach (var entry in entries)
        {
            if ((entry.Statement.Subject.Kind & (SubjectKind.Key | SubjectKind.Party)) != 0)
            {
                _changed[entry.Statement.Subject.Value] = entry.Index;
            }
        }
    }

    /// <summary>Called before the head moves over entries of which nobody told: a commit had an unknown outcome, or another server wrote.</summary>
    /// <param name="size">Of that head. What was read at a smaller one, and what readers that are under way still put, counts no more.</param>
    internal void ForgetBefore(long size) => Volatile.Write(ref _floor, size);

    // There are few parties and keys, and every answer rests on some: what is known of them is never forgotten by age.
    private static bool IsLasting(string subject) => subject.StartsWith("party/", StringComparison.Ordinal) || subject.StartsWith("log/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _chains.Dispose();

    private sealed record Chain(long Size, IReadOnlyList<StoredEntry> Entries);
}
