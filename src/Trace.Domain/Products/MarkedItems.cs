using System.Text;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;
using InclusionProof = Trace.Domain.Ledger.InclusionProof;

namespace Trace.Domain.Products;

/// <summary>How an item stands toward the Marking that it is said to be of.</summary>
internal enum MarkedStanding
{
    /// <summary>The path leads from its serial to the Marking's root.</summary>
    Shown,

    /// <summary>The path does not, or the Marking is of another product, or not read.</summary>
    NotShown,

    /// <summary>Its index is not below the Marking's count.</summary>
    Beyond,
}

/// <summary>Whether an item's serial is one of a Marking's (RFC 6962, section 2.1.1; the leaf is the serial's ASCII).</summary>
internal static class MarkedItems
{
    // A Marking's count is at most 100,000,000, which is below 2^27.
    private const int MaxLevels = 27;

    public static MarkedStanding Check(SubjectKey item, Marked marked, Said? marking)
    {
        if (marking?.Message.Marking is not { } roll || item.Serial is not { } serial || marking.Entry.Statement.Subject.Product != item.Product)
        {
            return MarkedStanding.NotShown;
        }

        if (roll.Count > 0 && marked.Index >= roll.Count)
        {
            return MarkedStanding.Beyond;
        }

        var leaf = MerkleHash.LeafHash(Encoding.ASCII.GetBytes(serial));
        var path = marked.Path.Select(node => Hash256.From(node.Span)).ToArray();
        var root = Hash256.From(roll.Root.Span);
        return Sizes(roll.Count, marked.Index).Any(size => InclusionProof.Verify(leaf, marked.Index, size, path, root))
            ? MarkedStanding.Shown
            : MarkedStanding.NotShown;
    }

    // Of a sealed count the size is not known, but what it does to a path is only at which level the path meets the tree's right edge.
    // These sizes are one for each such level.
    private static IEnumerable<long> Sizes(uint count, uint index) => count > 0
        ? [count]
        : Enumerable.Range(0, MaxLevels + 1).Select(level => (index | ((1L << level) - 1)) + 1).Distinct();
}
