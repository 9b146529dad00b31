using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>Entries of a log, one after another: at most 256, those of one bundle.</summary>
/// <param name="First">Index of the first.</param>
/// <param name="Entries">Their bytes, as slices of what was read.</param>
/// <param name="Leaves">The leaf hash of each, recomputed from its bytes.</param>
/// <param name="Flaws">What does not hold of them, where it was asked for; else none.</param>
public sealed record EntryStretch(long First, IReadOnlyList<ReadOnlyMemory<byte>> Entries, IReadOnlyList<Hash256> Leaves, IReadOnlyList<LogFlaw> Flaws)
{
    /// <summary>The root over the leaves, where they are those of a full bundle and it was made; else null.</summary>
    public Hash256? Root { get; init; }

    /// <summary>One more than the index of the last.</summary>
    public long End => First + Entries.Count;
}
