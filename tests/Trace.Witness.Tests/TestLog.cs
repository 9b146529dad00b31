using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Witness.Tests;

/// <summary>A log that signs whatever it is told, forks too. Its trees and proofs are made by RFC 6962's own recursion.</summary>
internal sealed class TestLog(string origin = "log.test/1")
{
    private readonly LogSigner _signer = new(origin, new Ed25519Signer(SHA256.HashData(Encoding.UTF8.GetBytes($"log of {origin}"))));

    public string Origin => origin;

    public VerifierKey Key => _signer.VerifierKey;

    public SignedNote Sign(GrownTree tree, params string[] extensions) => _signer.Sign(new Checkpoint(origin, tree.Size, tree.Root, extensions));

    public SignedNote Sign(string text) => new(text, [_signer.Sign(text)]);
}

/// <summary>A tree that never changes; another grows out of it.</summary>
internal sealed class GrownTree
{
    private readonly Hash256[] _leaves;

    private GrownTree(Hash256[] leaves)
    {
        _leaves = leaves;
        Root = RootOf(leaves);
    }

    public static GrownTree Empty { get; } = new([]);

    public long Size => _leaves.Length;

    public Hash256 Root { get; }

    /// <summary>The tree with more leaves, whose names make this fork differ from that.</summary>
    public GrownTree Grow(int more, string fork) =>
        new([.. _leaves, .. Enumerable.Range(0, more).Select(i => MerkleHash.LeafHash(Encoding.UTF8.GetBytes($"{fork} {_leaves.Length + i}")))]);

    /// <summary>The root at a smaller size.</summary>
    public Hash256 RootAt(long size) => RootOf(_leaves.AsSpan(0, (int)size));

    /// <summary>PROOF(m, D[n]) of RFC 6962, section 2.1.2; empty from size 0.</summary>
    public IReadOnlyList<Hash256> ProofFrom(long size) => size == 0 || size == Size ? [] : Subproof((int)size, _leaves, isComplete: true);

    private static List<Hash256> Subproof(int m, ReadOnlySpan<Hash256> leaves, bool isComplete)
    {
        if (m == leaves.Length)
        {
            return isComplete ? [] : [RootOf(leaves)];
        }

        var k = Split(leaves.Length);
        return m <= k
            ? [.. Subproof(m, leaves[..k], isComplete), RootOf(leaves[k..])]
            : [.. Subproof(m - k, leaves[k..], isComplete: false), RootOf(leaves[..k])];
    }

    private static Hash256 RootOf(ReadOnlySpan<Hash256> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 1 ? leaves[0] : Hash256.From(SHA256.HashData([]));
        }

        var k = Split(leaves.Length);
        return MerkleHash.NodeHash(RootOf(leaves[..k]), RootOf(leaves[k..]));
    }

    private static int Split(int size)
    {
        var k = 1;
        while (2 * k < size)
        {
            k *= 2;
        }

        return k;
    }
}
