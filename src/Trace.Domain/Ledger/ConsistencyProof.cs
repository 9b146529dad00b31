namespace Trace.Domain.Ledger;

/// <summary>
/// That one tree is the beginning of another (RFC 6962 section 2.1.2, checked as RFC 9162 section 2.1.4.2 says): nothing that the first
/// held was changed, removed or reordered. At most 64 hashes.
/// </summary>
/// <remarks>As with <see cref="InclusionProof"/>, sizes and roots come from two signed checkpoints, never from the prover.</remarks>
public static class ConsistencyProof
{
    /// <summary>Whether <paramref name="proof"/> shows that the tree of <paramref name="first"/> leaves is the beginning of that of <paramref name="second"/>.</summary>
    /// <remarks>Equal sizes, and a first size of 0, need an empty proof: the roots alone decide, every tree begins with the empty one.</remarks>
    /// <returns>False for every proof that is wrong, too short or too long, and for sizes that shrink.</returns>
    public static bool Verify(long first, long second, Hash256 firstRoot, Hash256 secondRoot, ReadOnlySpan<Hash256> proof)
    {
        if (first < 0 || second < first)
        {
            return false;
        }

        if (first == second)
        {
            return proof.IsEmpty && firstRoot == secondRoot && (first != 0 || firstRoot == MerkleHash.EmptyRoot);
        }

        if (first == 0)
        {
            return proof.IsEmpty && firstRoot == MerkleHash.EmptyRoot;
        }

        return VerifyGrown(first, second, firstRoot, secondRoot, proof);
    }

    private static bool VerifyGrown(long first, long second, Hash256 firstRoot, Hash256 secondRoot, ReadOnlySpan<Hash256> proof)
    {
        long node = first - 1;
        long last = second - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        // A first tree that is one complete subtree is itself the place to start from, and the proof leaves it out.
        bool startsAtFirstRoot = (first & (first - 1)) == 0;
        if (proof.IsEmpty)
        {
            return false;
        }

        Hash256 inFirst = startsAtFirstRoot ? firstRoot : proof[0];
        Hash256 inSecond = inFirst;
        foreach (ref readonly Hash256 sibling in proof[(startsAtFirstRoot ? 0 : 1)..])
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                inFirst = MerkleHash.NodeHash(sibling, inFirst);
                inSecond = MerkleHash.NodeHash(sibling, inSecond);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                inSecond = MerkleHash.NodeHash(inSecond, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && inFirst == firstRoot && inSecond == secondRoot;
    }
}
