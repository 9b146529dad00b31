using Trace.Domain.Ledger;

namespace Trace.Witness.State;

/// <summary>The largest tree of a log that was cosigned.</summary>
/// <param name="Size">Its size; 0 where nothing was cosigned, or the empty tree.</param>
/// <param name="Root">Its root.</param>
internal readonly record struct Head(long Size, Hash256 Root)
{
    /// <summary>Before the first cosignature.</summary>
    public static Head Nothing => new(0, MerkleHash.EmptyRoot);
}
