using System.Buffers;
using System.Security.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>
/// The hashes of RFC 6962 section 2.1. Leaves and nodes are hashed with different first bytes, so that no entry can be passed off as a
/// node, nor a node as an entry.
/// </summary>
public static class MerkleHash
{
    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    // Most entries are a few hundred bytes and are hashed without touching the heap.
    private const int OnStack = 1024;

    /// <summary>The root of the tree without entries: SHA-256 of no bytes.</summary>
    public static Hash256 EmptyRoot { get; } = Hash256.From(SHA256.HashData([]));

    /// <summary>SHA-256(0x00 || entry): the leaf of an entry of any length, and the link of its subject's chain.</summary>
    public static Hash256 LeafHash(ReadOnlySpan<byte> entry)
    {
        int length = checked(entry.Length + 1);
        byte[]? rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> input = rented ?? stackalloc byte[OnStack];
        input[0] = LeafPrefix;
        entry.CopyTo(input[1..]);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        SHA256.HashData(input[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Hash256.From(hash);
    }

    /// <summary>SHA-256(0x01 || left || right): the node over two subtrees, the left of which is complete.</summary>
    public static Hash256 NodeHash(in Hash256 left, in Hash256 right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Hash256.Size)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Hash256.Size)..]);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        SHA256.HashData(input, hash);
        return Hash256.From(hash);
    }
}
