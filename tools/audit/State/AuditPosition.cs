using System.Runtime.InteropServices;
using Trace.Domain.Ledger;

namespace Trace.Audit.State;

/// <summary>How far an audit has come. Immutable; kept with the state of which it speaks, in the same transaction.</summary>
public sealed record AuditPosition
{
    /// <summary>The ledger's name, from the policy or from entry 0; empty before it is known.</summary>
    public string Ledger { get; init; } = "";

    /// <summary>Entries that were replayed.</summary>
    public long Size { get; init; }

    /// <summary>The right edge of the tree over them, recomputed from the entries themselves.</summary>
    public IReadOnlyList<Hash256> Edge { get; init; } = [];

    /// <summary>The time of the last entry, in microseconds.</summary>
    public long LastRecordedAt { get; init; }

    /// <summary>Entries whose signatures were checked: at most the size, fewer where an audit was killed.</summary>
    public long SignedTo { get; init; }

    /// <summary>The size of the last kept checkpoint that was read.</summary>
    public long KeptTo { get; init; }

    /// <summary>Entries whose times were held against cosignatures.</summary>
    public long AttestedTo { get; init; }

    /// <summary>The time of the last cosigned checkpoint before those, in seconds since 1970; 0 for none.</summary>
    public long AttestedAt { get; init; }

    /// <summary>How many entries up to <see cref="AttestedTo"/> no checkpoint attests.</summary>
    public long NotAttested { get; init; }

    /// <summary>How many entries are of a newer version.</summary>
    public long NotUnderstood { get; init; }

    /// <summary>The tree over the entries.</summary>
    public MerkleTree Tree() => new(Size, [.. Edge]);

    internal byte[] EdgeBytes() => MemoryMarshal.AsBytes<Hash256>(Edge.ToArray()).ToArray();

    internal static Hash256[] EdgeOf(byte[] bytes) => MemoryMarshal.Cast<byte, Hash256>(bytes).ToArray();
}
