using System.Numerics;

namespace Trace.Domain.Ledger;

/// <summary>
/// The right edge of a growing tree (RFC 6962 section 2.1): one hash for each complete subtree that the size is a sum of, at most 63.
/// Enough to append and to know the root; proofs need nodes to the left of it (<see cref="ProofNodes"/>).
/// Not safe for two writers: the sequencer's loop owns its tree, and hands out <see cref="Copy"/>.
/// </summary>
public sealed class MerkleTree
{
    // Largest subtree first. Appending merges from the end, as a carry does in binary addition.
    private readonly Hash256[] _edge = new Hash256[63];
    private int _count;

    /// <summary>The empty tree.</summary>
    public MerkleTree()
    {
    }

    /// <summary>The tree of <paramref name="size"/> leaves with this right edge, the largest subtree first (see <see cref="ProofNodes.ForRoot"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative.</exception>
    /// <exception cref="ArgumentException">Not one hash for each bit set in <paramref name="size"/>.</exception>
    public MerkleTree(long size, ReadOnlySpan<Hash256> rightEdge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (rightEdge.Length != BitOperations.PopCount((ulong)size))
        {
            throw new ArgumentException(
                $"a tree of {size} leaves has {BitOperations.PopCount((ulong)size)} hashes on its right edge, not {rightEdge.Length}", nameof(rightEdge));
        }

        rightEdge.CopyTo(_edge);
        _count = rightEdge.Length;
        Size = size;
    }

    /// <summary>How many leaves were appended.</summary>
    public long Size { get; private set; }

    /// <summary>The hashes of the complete subtrees, the largest and leftmost first; valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<Hash256> RightEdge => _edge.AsSpan(0, _count);

    /// <summary>The root over all leaves appended so far; <see cref="MerkleHash.EmptyRoot"/> where there are none.</summary>
    public Hash256 Root => Fold(RightEdge);

    /// <summary>Adds a leaf by its <see cref="MerkleHash.LeafHash"/>; its index is the size before.</summary>
    /// <exception cref="OverflowException">The tree holds 2^63 - 1 leaves.</exception>
    public void Append(Hash256 leaf) => AppendSubtree(leaf, 0);

    /// <summary>Adds 2^<paramref name="height"/> leaves at once, by the root over them.</summary>
    /// <param name="root">Of the subtree, made from the leaves themselves.</param>
    /// <param name="height">0 for one leaf.</param>
    /// <exception cref="InvalidOperationException">The size is no multiple of as many leaves: such a subtree is none of the tree's.</exception>
    /// <exception cref="OverflowException">The tree would hold more than 2^63 - 1 leaves.</exception>
    public void AppendSubtree(Hash256 root, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 62);
        long leaves = 1L << height;
        if ((Size & (leaves - 1)) != 0)
        {
            throw new InvalidOperationException($"a tree of {Size} leaves has no place for a complete subtree of {leaves} at its end");
        }

        long grown = checked(Size + leaves);
        for (long carry = Size >> height; (carry & 1) == 1; carry >>= 1)
        {
            root = MerkleHash.NodeHash(_edge[--_count], root);
        }

        _edge[_count++] = root;
        Size = grown;
    }

    /// <summary>A tree that grows apart from this one: what a batch is tried on before it is committed.</summary>
    public MerkleTree Copy() => new(Size, RightEdge);

    /// <summary>The root over these leaf hashes.</summary>
    public static Hash256 RootOf(ReadOnlySpan<Hash256> leaves)
    {
        var tree = new MerkleTree();
        foreach (ref readonly Hash256 leaf in leaves)
        {
            tree.Append(leaf);
        }

        return tree.Root;
    }

    // Adjacent complete subtrees, each smaller than the one before: the smaller ones hang together on the right.
    internal static Hash256 Fold(ReadOnlySpan<Hash256> subtrees)
    {
        if (subtrees.IsEmpty)
        {
            return MerkleHash.EmptyRoot;
        }

        Hash256 root = subtrees[^1];
        for (int i = subtrees.Length - 2; i >= 0; i--)
        {
            root = MerkleHash.NodeHash(subtrees[i], root);
        }

        return root;
    }
}
