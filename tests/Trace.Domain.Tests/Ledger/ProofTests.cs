using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class ProofTests
{
    private const int Small = 300;
    private const int Large = 5000;

    private static readonly NaiveTree Tree = new(Large);

    private static readonly Gen<(int Index, int Size)> InclusionCase =
        from size in Gen.Int[1, Large] from index in Gen.Int[0, size - 1] select (index, size);

    private static readonly Gen<(int First, int Second)> ConsistencyCase =
        from second in Gen.Int[1, Large] from first in Gen.Int[1, second] select (first, second);

    [Fact]
    public void Inclusion_proofs_of_all_small_trees_are_the_recursive_ones_and_verify()
    {
        for (int size = 1; size <= Small; size++)
        {
            for (int index = 0; index < size; index++)
            {
                CheckInclusion(index, size);
            }
        }
    }

    [Fact]
    public void Consistency_proofs_of_all_small_trees_are_the_recursive_ones_and_verify()
    {
        for (int second = 0; second <= Small; second++)
        {
            for (int first = 0; first <= second; first++)
            {
                CheckConsistency(first, second);
            }
        }
    }

    [Fact]
    public void Proofs_of_random_trees_are_the_recursive_ones_and_verify()
    {
        InclusionCase.Sample(c => CheckInclusion(c.Index, c.Size), iter: 300, threads: 1);
        ConsistencyCase.Sample(c => CheckConsistency(c.First, c.Second), iter: 300, threads: 1);
    }

    [Fact]
    public void Inclusion_proof_with_any_bit_of_any_hash_changed_is_refused()
    {
        (from c in InclusionCase from bit in Gen.Int[0, 255] select (c, bit)).Sample(
            run =>
            {
                (int index, int size) = run.c;
                Hash256[] proof = Tree.Inclusion(index, size);
                Hash256 leaf = NaiveTree.Leaf(index);
                Hash256 root = Tree.Root(size);
                Assert.False(InclusionProof.Verify(Flip(leaf, run.bit), index, size, proof, root));
                Assert.False(InclusionProof.Verify(leaf, index, size, proof, Flip(root, run.bit)));
                foreach (Hash256[] changed in Changes(proof, run.bit))
                {
                    Assert.False(InclusionProof.Verify(leaf, index, size, changed, root));
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Inclusion_proof_does_not_hold_at_any_other_index()
    {
        for (int size = 1; size <= 70; size++)
        {
            for (int index = 0; index < size; index++)
            {
                Hash256[] proof = Tree.Inclusion(index, size);
                for (int other = -1; other <= size + 1; other++)
                {
                    Assert.Equal(other == index, InclusionProof.Verify(NaiveTree.Leaf(index), other, size, proof, Tree.Root(size)));
                }
            }
        }
    }

    [Fact]
    public void Inclusion_proof_claimed_for_another_size_is_judged_as_by_the_recursive_definition()
    {
        for (int size = 1; size <= 40; size++)
        {
            for (int index = 0; index < size; index++)
            {
                Hash256[] proof = Tree.Inclusion(index, size);
                Hash256 root = Tree.Root(size);
                for (int other = 0; other <= 80; other++)
                {
                    bool expected = other > 0 && NaiveTree.RootByPath(NaiveTree.Leaf(index), index, other, proof) == root;
                    Assert.Equal(expected, InclusionProof.Verify(NaiveTree.Leaf(index), index, other, proof, root));
                    Assert.False(InclusionProof.Verify(NaiveTree.Leaf(index), index, other, proof, Tree.Root(other)) && other != size);
                }
            }
        }
    }

    [Fact]
    public void Inclusion_proof_in_a_large_tree_holds_at_no_other_index_and_for_other_sizes_by_the_recursive_definition()
    {
        (from c in InclusionCase from other in Gen.Int[0, Large + 1] select (c, other)).Sample(
            run =>
            {
                (int index, int size) = run.c;
                Hash256[] proof = Tree.Inclusion(index, size);
                (Hash256 leaf, Hash256 root) = (NaiveTree.Leaf(index), Tree.Root(size));
                foreach (int other in (int[])[run.other, index - 1, index + 1, index ^ 1, index ^ 2, size - 1, size, size + 1, 2 * size])
                {
                    Assert.Equal(other == index, InclusionProof.Verify(leaf, other, size, proof, root));
                    bool expected = other > 0 && NaiveTree.RootByPath(leaf, index, other, proof) == root;
                    Assert.Equal(expected, InclusionProof.Verify(leaf, index, other, proof, root));
                }
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void Consistency_proof_in_a_large_tree_holds_for_other_sizes_and_roots_by_the_recursive_definition()
    {
        (from c in ConsistencyCase from other in Gen.Int[1, Large] select (c, other)).Sample(
            run =>
            {
                (int first, int second) = run.c;
                Hash256[] proof = Tree.Consistency(first, second);
                (Hash256 firstRoot, Hash256 secondRoot) = (Tree.Root(first), Tree.Root(second));
                foreach ((int f, int s) in ((int, int)[])[(run.other, second), (first, run.other), (first - 1, second), (first + 1, second), (first, second - 1), (first, second + 1), (first, 2 * second)])
                {
                    // Where sizes are equal, or the first is 0, roots alone decide; that has a test of its own.
                    if (f > 0 && f < s)
                    {
                        bool expected = NaiveTree.RootsByProof(f, s, firstRoot, proof) == (firstRoot, secondRoot);
                        Assert.Equal(expected, ConsistencyProof.Verify(f, s, firstRoot, secondRoot, proof));
                    }
                }

                Assert.Equal(first == second, ConsistencyProof.Verify(first, second, secondRoot, firstRoot, proof));
                Assert.Equal(run.other == first, ConsistencyProof.Verify(first, second, Tree.Root(run.other), secondRoot, proof));
                Assert.Equal(run.other == second, ConsistencyProof.Verify(first, second, firstRoot, Tree.Root(run.other), proof));
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void Consistency_proof_with_any_bit_of_any_hash_changed_is_refused()
    {
        (from c in ConsistencyCase from bit in Gen.Int[0, 255] select (c, bit)).Sample(
            run =>
            {
                (int first, int second) = run.c;
                Hash256[] proof = Tree.Consistency(first, second);
                (Hash256 firstRoot, Hash256 secondRoot) = (Tree.Root(first), Tree.Root(second));
                Assert.False(ConsistencyProof.Verify(first, second, Flip(firstRoot, run.bit), secondRoot, proof));
                Assert.False(ConsistencyProof.Verify(first, second, firstRoot, Flip(secondRoot, run.bit), proof));
                foreach (Hash256[] changed in Changes(proof, run.bit))
                {
                    Assert.False(ConsistencyProof.Verify(first, second, firstRoot, secondRoot, changed));
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Consistency_proof_claimed_for_other_sizes_is_judged_as_by_the_recursive_definition()
    {
        for (int second = 2; second <= 20; second++)
        {
            for (int first = 1; first < second; first++)
            {
                Hash256[] proof = Tree.Consistency(first, second);
                (Hash256 firstRoot, Hash256 secondRoot) = (Tree.Root(first), Tree.Root(second));
                for (int otherFirst = 1; otherFirst <= 40; otherFirst++)
                {
                    for (int otherSecond = otherFirst + 1; otherSecond <= 40; otherSecond++)
                    {
                        bool expected = NaiveTree.RootsByProof(otherFirst, otherSecond, firstRoot, proof) == (firstRoot, secondRoot);
                        Assert.Equal(expected, ConsistencyProof.Verify(otherFirst, otherSecond, firstRoot, secondRoot, proof));
                    }
                }
            }
        }
    }

    [Fact]
    public void Consistency_of_a_forked_tree_is_refused_whatever_part_of_it_changed()
    {
        for (int second = 2; second <= 40; second++)
        {
            for (int first = 1; first < second; first++)
            {
                for (int forked = 0; forked < first; forked++)
                {
                    Hash256[] leaves = Tree.Leaves[..first].ToArray();
                    leaves[forked] = Flip(leaves[forked], 0);
                    Hash256 other = MerkleTree.RootOf(leaves);
                    Assert.False(ConsistencyProof.Verify(first, second, other, Tree.Root(second), Tree.Consistency(first, second)));
                }
            }
        }
    }

    [Fact]
    public void Trees_of_size_zero_and_equal_size_need_an_empty_proof()
    {
        Hash256 root = Tree.Root(5);

        Assert.True(ConsistencyProof.Verify(0, 5, MerkleHash.EmptyRoot, root, []));
        Assert.False(ConsistencyProof.Verify(0, 5, MerkleHash.EmptyRoot, root, [root]));
        Assert.False(ConsistencyProof.Verify(0, 5, root, root, []));
        Assert.True(ConsistencyProof.Verify(5, 5, root, root, []));
        Assert.False(ConsistencyProof.Verify(5, 5, root, root, [root]));
        Assert.False(ConsistencyProof.Verify(5, 5, root, Tree.Root(4), []));
        Assert.False(ConsistencyProof.Verify(0, 0, root, root, []));
        Assert.False(ConsistencyProof.Verify(6, 5, root, root, []));
        Assert.False(ConsistencyProof.Verify(-1, 5, root, root, []));
    }

    [Fact]
    public void Nodes_at_the_largest_sizes_are_complete_subtrees_within_the_tree()
    {
        (from size in Gen.Long[1L << 40, long.MaxValue] from index in Gen.Long[0, size - 1] select (index, size)).Sample(run =>
        {
            foreach (ProofNodes nodes in (ProofNodes[])
                [ProofNodes.ForInclusion(run.index, run.size), ProofNodes.ForConsistency(run.index, run.size), ProofNodes.ForRoot(run.size)])
            {
                Assert.InRange(nodes.ProofLength, 0, 64);
                Assert.All(nodes.Nodes, node => Assert.True(node.Index < run.size >> node.Level));
                Assert.All(nodes.Nodes, node => Assert.InRange(TileGeometry.TileOf(node, run.size).Width, 1, 256));
            }
        });
    }

    private static void CheckInclusion(int index, int size)
    {
        Hash256[] proof = ProofNodes.ForInclusion(index, size).Build(Node);
        Assert.Equal(Tree.Inclusion(index, size), proof);
        Assert.True(InclusionProof.Verify(NaiveTree.Leaf(index), index, size, proof, Tree.Root(size)));
    }

    private static void CheckConsistency(int first, int second)
    {
        Hash256[] proof = ProofNodes.ForConsistency(first, second).Build(Node);
        Assert.Equal(Tree.Consistency(first, second), proof);
        Assert.True(ConsistencyProof.Verify(first, second, Tree.Root(first), Tree.Root(second), proof));
    }

    private static Hash256 Node(NodeId node) => Tree.Mth((int)(node.Index << node.Level), (int)((node.Index + 1) << node.Level));

    private static Hash256 Flip(Hash256 hash, int bit)
    {
        byte[] bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Hash256.From(bytes);
    }

    // Each hash changed, left out, doubled; two exchanged; one more at either end.
    private static IEnumerable<Hash256[]> Changes(Hash256[] proof, int bit)
    {
        for (int i = 0; i < proof.Length; i++)
        {
            yield return [.. proof[..i], Flip(proof[i], bit), .. proof[(i + 1)..]];
            yield return [.. proof[..i], .. proof[(i + 1)..]];
            yield return [.. proof[..i], proof[i], .. proof[i..]];
            if (i > 0)
            {
                yield return [.. proof[..(i - 1)], proof[i], proof[i - 1], .. proof[(i + 1)..]];
            }
        }

        yield return [.. proof, default];
        yield return [default, .. proof];
    }
}
