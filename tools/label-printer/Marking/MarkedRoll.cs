using System.Text;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.LabelPrinter.Marking;

/// <summary>A roll's serials as its Marking commits to them: an RFC 6962 tree whose leaves are their ASCII, sorted bytewise.</summary>
internal sealed class MarkedRoll
{
    // Hashes of complete subtrees: of single leaves first, then of two, of four, and so on.
    private readonly List<Hash256[]> _levels = [];

    public MarkedRoll(IEnumerable<string> serials)
    {
        Serials = [.. serials.Order(StringComparer.Ordinal)];
        var level = Serials.Select(serial => MerkleHash.LeafHash(Encoding.ASCII.GetBytes(serial))).ToArray();
        Root = MerkleTree.RootOf(level);
        for (; level.Length > 0; level = [.. Enumerable.Range(0, level.Length / 2).Select(pair => MerkleHash.NodeHash(level[2 * pair], level[(2 * pair) + 1]))])
        {
            _levels.Add(level);
        }
    }

    /// <summary>In the order of the leaves.</summary>
    public IReadOnlyList<string> Serials { get; }

    public Hash256 Root { get; }

    /// <summary>What the Marking says.</summary>
    public V1.Marking Statement => new() { Count = (uint)Serials.Count, Root = ByteString.CopyFrom(Root.AsSpan()) };

    /// <summary>What a Sale or Shipment of one item carries.</summary>
    /// <param name="index">Of its serial.</param>
    /// <param name="marking">Identity of the Marking.</param>
    public Marked Show(int index, ByteString marking)
    {
        var marked = new Marked { Marking = marking, Index = (uint)index };
        marked.Path.AddRange(ProofNodes.ForInclusion(index, Serials.Count).Build(node => _levels[node.Level][(int)node.Index]).Select(node => ByteString.CopyFrom(node.AsSpan())));
        return marked;
    }
}
