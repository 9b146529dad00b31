using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Domain.Products;

/// <summary>How goods lead on.</summary>
public enum ReachLinkKind
{
    /// <summary>From a lot or a marked roll to an item or parcel that is said to be, or hold, of it.</summary>
    Holds = 1,

    /// <summary>From a product to an item or parcel of it whose statement names the lot.</summary>
    LotNamed = 2,

    /// <summary>From a product to an item or parcel of it whose statement names no lot.</summary>
    LotNotNamed = 3,

    /// <summary>From a lot to a lot that was made of it.</summary>
    MadeInto = 4,

    /// <summary>From a lot to a Marking of it, by which its items are known.</summary>
    MarkedBy = 5,

    /// <summary>From a product to a lot of it.</summary>
    Lot = 6,
}

/// <summary>That goods lead on to others, as one statement says: the reverse of what statements name, by which a lot's items are found.</summary>
/// <param name="Goods">A product or lot, or a Marking as <c>marking/</c> and its identity.</param>
/// <param name="To">An item, parcel or lot; or a Marking.</param>
/// <param name="Kind">How.</param>
public readonly record struct ReachLink(string Goods, string To, ReachLinkKind Kind)
{
    /// <summary>What one entry says of where goods lead; a pure function, and nothing for most kinds.</summary>
    /// <param name="entry">Any entry.</param>
    public static IEnumerable<ReachLink> Of(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (subject, message) = (entry.Statement.Subject, entry.Statement.Message);
        return subject.Kind switch
        {
            SubjectKind.Lot => OfLot(subject, entry),
            SubjectKind.Item when message.Sale is { } sale => OfItem(subject, sale.Lot, sale.Marked),
            SubjectKind.Item when message.Shipment is { } shipment => OfItem(subject, shipment.Lot, shipment.Marked),
            _ when subject.Is(SubjectKind.Parcel) => (message.Sale?.Lines ?? message.Shipment?.Lines ?? []).SelectMany(line => OfLine(subject, line.Subject)),
            _ => [],
        };
    }

    private static IEnumerable<ReachLink> OfLot(SubjectKey lot, RecordedEntry entry)
    {
        yield return new ReachLink(lot.Product!.Value, lot.Value, ReachLinkKind.Lot);
        foreach (var input in entry.Statement.Message.Transformation?.Inputs ?? [])
        {
            yield return new ReachLink(input.Lot, lot.Value, ReachLinkKind.MadeInto);
        }

        if (entry.Statement.Message.Marking is not null)
        {
            yield return new ReachLink(lot.Value, MarkingOf(entry.Statement.Identity), ReachLinkKind.MarkedBy);
        }
    }

    private static IEnumerable<ReachLink> OfItem(SubjectKey item, string lot, V1.Marked? marked)
    {
        var isNamed = lot.Length > 0 || marked is not null;
        yield return new ReachLink(item.Product!.Value, item.Value, isNamed ? ReachLinkKind.LotNamed : ReachLinkKind.LotNotNamed);
        if (lot.Length > 0)
        {
            yield return new ReachLink(SubjectKey.ForLot(item.Product, lot).Value, item.Value, ReachLinkKind.Holds);
        }

        if (Said.Reference(marked?.Marking) is { } marking)
        {
            yield return new ReachLink(MarkingOf(marking), item.Value, ReachLinkKind.Holds);
        }
    }

    private static IEnumerable<ReachLink> OfLine(SubjectKey parcel, string line)
    {
        if (!SubjectKey.TryParse(line, out var goods, out _) || goods.Product is not { } product)
        {
            yield break;
        }

        var isLot = goods.Kind == SubjectKind.Lot;
        yield return new ReachLink(product.Value, parcel.Value, isLot ? ReachLinkKind.LotNamed : ReachLinkKind.LotNotNamed);
        if (isLot)
        {
            yield return new ReachLink(goods.Value, parcel.Value, ReachLinkKind.Holds);
        }
    }

    private static string MarkingOf(Hash256 identity) => string.Create(CultureInfo.InvariantCulture, $"marking/{identity}");
}
