using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class MerkleTreeTests
{
    /// <summary>The reference tree of Certificate Transparency's own tests: eight entries.</summary>
    private static readonly string[] ReferenceEntries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Reference_tree_of_Certificate_Transparency_has_its_known_roots(int size, string root)
    {
        Assert.Equal(root, MerkleTree.RootOf(ReferenceLeaves().AsSpan(0, size)).ToString());
    }

    [Fact]
    public void Reference_tree_has_its_known_inclusion_proof()
    {
        Hash256[] proof = ReferenceProof(ProofNodes.ForInclusion(0, 8));

        Assert.Equal(
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
            proof.Select(hash => hash.ToString()));
    }

    [Fact]
    public void Reference_tree_has_its_known_consistency_proof()
    {
        Hash256[] proof = ReferenceProof(ProofNodes.ForConsistency(6, 8));

        Assert.Equal(
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
            proof.Select(hash => hash.ToString()));
    }

    [Fact]
    public void Growing_tree_has_the_recursive_root_at_every_size()
    {
        var naive = new NaiveTree(600);
        var tree = new MerkleTree();
        for (int size = 0; size < 600; size++)
        {
            Assert.Equal(size, tree.Size);
            Assert.Equal(naive.Root(size), tree.Root);
            tree.Append(NaiveTree.Leaf(size));
        }
    }

    [Fact]
    public void Tree_made_of_its_right_edge_grows_as_if_it_had_never_stopped()
    {
        var naive = new NaiveTree(3000);
        (from size in Gen.Int[0, 2500] from more in Gen.Int[0, 500] select (size, more)).Sample(
            run =>
            {
                var tree = new MerkleTree();
                for (int i = 0; i < run.size; i++)
                {
                    tree.Append(NaiveTree.Leaf(i));
                }

                var again = new MerkleTree(run.size, tree.RightEdge);
                for (int i = run.size; i < run.size + run.more; i++)
                {
                    again.Append(NaiveTree.Leaf(i));
                }

                return again.Root == naive.Root(run.size + run.more) && tree.Root == naive.Root(run.size);
            },
            iter: 50);
    }

    [Fact]
    public void Copy_grows_apart_from_its_original()
    {
        var tree = new MerkleTree(1, [NaiveTree.Leaf(0)]);
        MerkleTree copy = tree.Copy();
        copy.Append(NaiveTree.Leaf(1));

        Assert.Equal(1, tree.Size);
        Assert.Equal(NaiveTree.Leaf(0), tree.Root);
        Assert.Equal(2, copy.Size);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(0, 1)]
    public void Right_edge_that_does_not_fit_the_size_is_refused(long size, int hashes)
    {
        Assert.Throws<ArgumentException>(() => new MerkleTree(size, new Hash256[hashes]));
    }

    [Fact]
    public void Largest_tree_that_a_long_can_count_has_a_root_and_does_not_grow()
    {
        var tree = new MerkleTree(long.MaxValue, new Hash256[63]);

        Assert.NotEqual(default, tree.Root);
        Assert.Throws<OverflowException>(() => tree.Append(default));
        Assert.Equal(long.MaxValue, tree.Size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(65535)]
    public void Leaf_hash_is_SHA_256_of_zero_byte_and_entry_at_every_length(int length)
    {
        byte[] entry = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

        Assert.Equal(System.Security.Cryptography.SHA256.HashData([0, .. entry]), MerkleHash.LeafHash(entry).ToArray());
    }

    private static Hash256[] ReferenceLeaves() => [.. ReferenceEntries.Select(hex => MerkleHash.LeafHash(Convert.FromHexString(hex)))];

    private static Hash256[] ReferenceProof(ProofNodes nodes) =>
        nodes.Build(node => MerkleTree.RootOf(ReferenceLeaves().AsSpan((int)(node.Index << node.Level), 1 << node.Level)));
}
