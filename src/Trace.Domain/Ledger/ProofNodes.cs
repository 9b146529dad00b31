using System.Numerics;

namespace Trace.Domain.Ledger;

/// <summary>The root of a complete subtree: 2^<paramref name="Level"/> leaves from index <paramref name="Index"/> * 2^<paramref name="Level"/> on.</summary>
/// <param name="Level">Height above the leaves, 0 to 62; a node at level 0 is a leaf hash.</param>
/// <param name="Index">Position within the level, from 0.</param>
public readonly record struct NodeId(int Level, long Index);

/// <summary>
/// Which nodes a proof is made of, before any is read: so a caller fetches all of them in one query. Every node named is the root of a
/// complete subtree and so never changes; a proof hash over a ragged right end is folded from several.
/// </summary>
public sealed class ProofNodes
{
    // Nodes of one proof hash after another, and how many belong to each.
    private readonly NodeId[] _nodes;
    private readonly int[] _runs;

    private ProofNodes(long size, List<Range> ranges)
    {
        Size = size;
        var nodes = new List<NodeId>();
        _runs = new int[ranges.Count];
        for (int i = 0; i < ranges.Count; i++)
        {
            int before = nodes.Count;
            ranges[i].AddNodes(nodes);
            _runs[i] = nodes.Count - before;
        }

        _nodes = [.. nodes];
    }

    /// <summary>Size of the tree that the nodes are of: the larger one of a consistency proof.</summary>
    public long Size { get; }

    /// <summary>The nodes to read, in the order in which <see cref="Build"/> asks for them; each once.</summary>
    public IReadOnlyList<NodeId> Nodes => _nodes;

    /// <summary>How many hashes the finished proof has.</summary>
    public int ProofLength => _runs.Length;

    /// <summary>Nodes of the inclusion proof PATH(index, D[size]) of RFC 6962 section 2.1.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not below the size.</exception>
    public static ProofNodes ForInclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Range>();
        var tree = new Range(0, size);
        while (tree.Width > 1)
        {
            (Range left, Range right) = tree.Split();
            bool goLeft = index < right.Start;
            path.Add(goLeft ? right : left);
            tree = goLeft ? left : right;
        }

        path.Reverse();
        return new(size, path);
    }

    /// <summary>Nodes of the consistency proof PROOF(first, D[second]) of RFC 6962 section 2.1.2; none where first is 0 or equals second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the first is greater than the second.</exception>
    public static ProofNodes ForConsistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<Range>();
        if (first == 0)
        {
            return new(second, path);
        }

        // SUBPROOF ends where a subtree is wholly in the first tree; it is left out only where it is that tree.
        var tree = new Range(0, second);
        while (tree.End != first)
        {
            (Range left, Range right) = tree.Split();
            bool goLeft = first <= right.Start;
            path.Add(goLeft ? right : left);
            tree = goLeft ? left : right;
        }

        if (tree.Start != 0)
        {
            path.Add(tree);
        }

        path.Reverse();
        return new(second, path);
    }

    /// <summary>The right edge of a tree, largest subtree first, as one proof hash: <see cref="Build"/> gives the root alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static ProofNodes ForRoot(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(size, [new Range(0, size)]);
    }

    /// <summary>The proof itself, from a reader of complete subtrees.</summary>
    public Hash256[] Build(Func<NodeId, Hash256> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var proof = new Hash256[_runs.Length];
        Span<Hash256> subtrees = stackalloc Hash256[64];
        int next = 0;
        for (int i = 0; i < proof.Length; i++)
        {
            for (int j = 0; j < _runs[i]; j++)
            {
                subtrees[j] = read(_nodes[next++]);
            }

            proof[i] = MerkleTree.Fold(subtrees[.._runs[i]]);
        }

        return proof;
    }

    // Leaves from Start up to, not including, End, where Start is a multiple of a power of two no smaller than the width.
    private readonly record struct Range(long Start, long End)
    {
        public long Width => End - Start;

        // The left part is the largest power of two smaller than the width (RFC 6962's k).
        public (Range Left, Range Right) Split()
        {
            long middle = Start + (1L << BitOperations.Log2((ulong)(Width - 1)));
            return (new(Start, middle), new(middle, End));
        }

        public void AddNodes(List<NodeId> nodes)
        {
            long start = Start;
            while (start < End)
            {
                int level = BitOperations.Log2((ulong)(End - start));
                nodes.Add(new(level, start >> level));
                start += 1L << level;
            }
        }
    }
}
