using System.Collections.Concurrent;
using Trace.Domain.Ledger;

namespace Trace.Domain.Tests.Ledger;

/// <summary>RFC 6962 section 2.1 word for word, by recursion: what the iterative code is held against.</summary>
internal sealed class NaiveTree
{
    private readonly Hash256[] _leaves;
    // Property tests run on several threads.
    private readonly ConcurrentDictionary<(int, int), Hash256> _known = [];

    public NaiveTree(int size)
    {
        _leaves = [.. Enumerable.Range(0, size).Select(Leaf)];
    }

    public ReadOnlySpan<Hash256> Leaves => _leaves;

    public static Hash256 Leaf(int index) => MerkleHash.LeafHash(BitConverter.GetBytes(index));

    public Hash256 Root(int size) => Mth(0, size);

    public Hash256[] Inclusion(int index, int size) => [.. Path(index, 0, size)];

    public Hash256[] Consistency(int first, int second) =>
        first == 0 || first == second ? [] : [.. SubProof(first, 0, second, true)];

    /// <summary>The hash of one tile as C2SP tlog-tiles defines it: MTH(D[(n*256+i)*256^l : (n*256+i+1)*256^l]).</summary>
    public byte[] Tile(TileId tile)
    {
        int span = 1 << (8 * tile.Level);
        int first = (int)tile.Index * 256;
        return [.. Enumerable.Range(first, tile.Width).SelectMany(i => Mth(i * span, (i + 1) * span).ToArray())];
    }

    public Hash256 Mth(int start, int end)
    {
        if (end - start <= 1)
        {
            return end == start ? MerkleHash.EmptyRoot : _leaves[start];
        }

        if (!_known.TryGetValue((start, end), out Hash256 hash))
        {
            int k = K(end - start);
            hash = MerkleHash.NodeHash(Mth(start, start + k), Mth(start + k, end));
            _known.TryAdd((start, end), hash);
        }

        return hash;
    }

    /// <summary>The root that a recursive reader of PATH computes; null where the proof's length does not fit.</summary>
    public static Hash256? RootByPath(Hash256 leaf, long index, long size, ReadOnlySpan<Hash256> proof)
    {
        if (size == 1)
        {
            return index == 0 && proof.IsEmpty ? leaf : null;
        }

        if (index < 0 || index >= size || proof.IsEmpty)
        {
            return null;
        }

        long k = K(size);
        return index < k
            ? RootByPath(leaf, index, k, proof[..^1]) is { } left ? MerkleHash.NodeHash(left, proof[^1]) : null
            : RootByPath(leaf, index - k, size - k, proof[..^1]) is { } right ? MerkleHash.NodeHash(proof[^1], right) : null;
    }

    /// <summary>Both roots that a recursive reader of SUBPROOF computes, from a first root that it takes on trust where the RFC leaves it out.</summary>
    public static (Hash256 First, Hash256 Second)? RootsByProof(
        long first, long second, Hash256 firstRoot, ReadOnlySpan<Hash256> proof, bool complete = true)
    {
        if (first == second)
        {
            return complete
                ? proof.IsEmpty ? (firstRoot, firstRoot) : null
                : proof.Length == 1 ? (proof[0], proof[0]) : null;
        }

        if (proof.IsEmpty)
        {
            return null;
        }

        long k = K(second);
        if (first <= k)
        {
            return RootsByProof(first, k, firstRoot, proof[..^1], complete) is { } left
                ? (left.First, MerkleHash.NodeHash(left.Second, proof[^1]))
                : null;
        }

        return RootsByProof(first - k, second - k, firstRoot, proof[..^1], false) is { } right
            ? (MerkleHash.NodeHash(proof[^1], right.First), MerkleHash.NodeHash(proof[^1], right.Second))
            : null;
    }

    // PATH(m, D[n])
    private IEnumerable<Hash256> Path(int index, int start, int end)
    {
        if (end - start == 1)
        {
            return [];
        }

        int middle = start + K(end - start);
        return index < middle
            ? Path(index, start, middle).Append(Mth(middle, end))
            : Path(index, middle, end).Append(Mth(start, middle));
    }

    // SUBPROOF(m, D[n], b)
    private IEnumerable<Hash256> SubProof(int first, int start, int end, bool complete)
    {
        if (first == end - start)
        {
            return complete ? [] : [Mth(start, end)];
        }

        int k = K(end - start);
        return first <= k
            ? SubProof(first, start, start + k, complete).Append(Mth(start + k, end))
            : SubProof(first - k, start + k, end, false).Append(Mth(start, start + k));
    }

    // The largest power of two smaller than n.
    private static long K(long n)
    {
        long k = 1;
        while (2 * k < n)
        {
            k *= 2;
        }

        return k;
    }

    private static int K(int n) => (int)K((long)n);
}
