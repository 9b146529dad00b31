using System.Text;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Orders;

/// <summary>A marked roll: serials from the seed, sorted bytewise as their Marking commits to them.</summary>
internal sealed class OrdersRoll
{
    private readonly string _label;
    private readonly Derivation _secrets;
    private readonly string[] _serials;
    private readonly Hash256[] _leaves;

    public OrdersRoll(string label, int count, Derivation secrets)
    {
        (_label, _secrets) = (label, secrets);
        _serials = [.. Enumerable.Range(0, count).Select(Fresh).Order(StringComparer.Ordinal)];
        _leaves = [.. _serials.Select(serial => MerkleHash.LeafHash(Encoding.ASCII.GetBytes(serial)))];
    }

    /// <summary>RFC 6962 root over the serials.</summary>
    public Hash256 Root => MerkleTree.RootOf(_leaves);

    /// <summary>The <paramref name="number"/>th serial, from 1; beyond the roll's end one that it does not hold.</summary>
    public string Serial(int number) => number <= _serials.Length ? _serials[number - 1] : Fresh(number - 1);

    /// <summary>What shows that the <paramref name="number"/>th item is of the roll; beyond its end a number without a path.</summary>
    public Marked Show(int number, PlannedStatement marking)
    {
        var marked = new Marked { Marking = marking.Reference, Index = (uint)(number - 1) };
        if (number <= _serials.Length)
        {
            marked.Path.AddRange(ProofNodes.ForInclusion(number - 1, _leaves.Length).Build(Node).Select(node => ByteString.CopyFrom(node.AsSpan())));
        }

        return marked;
    }

    private string Fresh(int number) => _secrets.Serial(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_label}/{number}"));

    private Hash256 Node(NodeId node) => MerkleTree.RootOf(_leaves.AsSpan((int)(node.Index << node.Level), 1 << node.Level));
}
