namespace Trace.Domain.Ledger;

/// <summary>
/// That a leaf is in a tree at an index (RFC 6962 section 2.1.1, checked as RFC 9162 section 2.1.3.2 says). The proof is the siblings on
/// the way from the leaf to the root, the leaf's own first; at most 63 hashes.
/// </summary>
/// <remarks>
/// Leaf, index and root are bound to one another for a given size. The size is not: one proof can hold for several sizes in which the
/// leaf's path looks alike (leaf 0 of 3 and of 4). Size and root therefore come from one signed checkpoint, never from the prover.
/// </remarks>
public static class InclusionProof
{
    /// <summary>Whether <paramref name="proof"/> leads from the leaf hash at <paramref name="index"/> to the root of the tree of <paramref name="size"/> leaves.</summary>
    /// <returns>False for every proof that is wrong, too short or too long, and for an index outside the tree.</returns>
    public static bool Verify(Hash256 leaf, long index, long size, ReadOnlySpan<Hash256> proof, Hash256 root) =>
        TryRoot(leaf, index, size, proof, out Hash256 computed) && computed == root;

    /// <summary>The root that the proof leads to; false where its length does not fit the index and size, or the index is outside the tree.</summary>
    public static bool TryRoot(Hash256 leaf, long index, long size, ReadOnlySpan<Hash256> proof, out Hash256 root)
    {
        root = default;
        if (index < 0 || index >= size)
        {
            return false;
        }

        long node = index;
        long last = size - 1;
        Hash256 hash = leaf;
        foreach (ref readonly Hash256 sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleHash.NodeHash(sibling, hash);

                // The last node of an odd level has no sibling there and rises until it is a right child.
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleHash.NodeHash(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        root = hash;
        return last == 0;
    }
}
