using Trace.Api.Products.Reaching;
using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;

namespace Trace.Api.Products.Slices;

/// <summary>The page of where a lot or product went.</summary>
/// <param name="Of">The address of its own page.</param>
/// <param name="Name">The product's name, or the subject.</param>
/// <param name="Read">What was read.</param>
/// <param name="Words">Of the language.</param>
/// <param name="Frame">What stands around it.</param>
public sealed record ReachInFrame(string Of, string Name, ReadReach Read, PageWords Words, PageFrame Frame)
{
    /// <summary>Where it went.</summary>
    public Reach Reach => Read.Reach;

    /// <summary>The lot in words; empty of a product.</summary>
    public string Lot => Reach.Subject.Lot is { } lot ? Frame.Texts.Say("fact.ofLot", ("lot", lot)) : "";

    /// <summary>What was said, as count and name.</summary>
    public IReadOnlyList<(string Name, string Count, int Of)> Counts =>
    [
        (Frame.Texts["reach.pieces"], "", Reach.Certain.Count),
        (Frame.Texts["reach.sold"], "sold", Reach.Sold),
        (Frame.Texts["reach.shipped"], "shipped", Reach.Shipped),
        (Frame.Texts["reach.received"], "received", Reach.Received),
        (Frame.Texts["reach.opened"], "opened", Reach.Opened),
        (Frame.Texts["reach.returned"], "returned", Reach.Returned),
    ];

    /// <summary>Lots that were made of it, or the lots of a product; not the one that it is of.</summary>
    public IReadOnlyList<SubjectKey> Others => [.. Reach.Lots.Where(lot => lot != Reach.Subject.Value).Select(SubjectKey.Parse)];

    /// <summary>What nobody said, a sentence each.</summary>
    public IReadOnlyList<string> Unknown
    {
        get
        {
            var texts = Frame.Texts;
            var lines = new List<string>();
            if (!Read.IsWhole)
            {
                lines.Add(texts.Say("reach.notWhole", ("n", Reach.Certain.Count + Reach.Possible.Count), ("all", Read.Found)));
            }

            if (Reach.Possible.Count > 0)
            {
                lines.Add(texts.Say("reach.possible", ("n", Reach.Possible.Count)));
            }

            lines.Add(Reach.NotArrived > 0 ? texts.Say("reach.notArrived", ("n", Reach.NotArrived)) : texts["reach.allArrived"]);
            if (Reach.NoProvince > 0)
            {
                lines.Add(texts.Say("reach.noProvince", ("n", Reach.NoProvince)));
            }

            if (Reach.MarkedAndSilent is > 0 and var silent)
            {
                lines.Add(texts.Say("reach.silent", ("n", silent)));
            }

            if (Reach.Quantities.Count > 0)
            {
                lines.Add(texts.Say("reach.quantities", ("n", Reach.Quantities.Count)));
            }

            return lines;
        }
    }
}
