using System.Security.Cryptography;

namespace Trace.Stranger;

/// <summary>RFC 6962, section 2.1, word for word, over leaf hashes.</summary>
public static class StrangersTree
{
    /// <summary>SHA-256(0x00 || entry).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    /// <summary>MTH of leaves from <paramref name="first"/> on, <paramref name="count"/> of them.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        if (count <= 1)
        {
            return count == 0 ? SHA256.HashData([]) : leaves[first];
        }

        var k = Split(count);
        return Node(Root(leaves, first, k), Root(leaves, first + k, count - k));
    }

    /// <summary>The root that an audit path leads to (RFC 9162, section 2.1.3.2).</summary>
    public static byte[] Follow(byte[] leaf, long index, long size, IEnumerable<byte[]> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (hash, at, last) = (leaf, index, size - 1);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                throw new StrangerException("the path is longer than the tree is high");
            }

            if (at % 2 == 1 || at == last)
            {
                hash = Node(sibling, hash);
                while (at % 2 == 0 && at != 0)
                {
                    (at, last) = (at / 2, last / 2);
                }
            }
            else
            {
                hash = Node(hash, sibling);
            }

            (at, last) = (at / 2, last / 2);
        }

        return last == 0 ? hash : throw new StrangerException("the path is shorter than the tree is high");
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    // The greatest power of two below n.
    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
