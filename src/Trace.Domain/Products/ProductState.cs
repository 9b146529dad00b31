using Trace.Domain.Barcodes;
using Trace.Domain.Places;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>How far goods have come.</summary>
public enum Stage
{
    /// <summary>Nothing is recorded.</summary>
    Unknown,

    /// <summary>Listed by the producer, or offered.</summary>
    Listed,

    /// <summary>Sold, not sent yet.</summary>
    Sold,

    /// <summary>Sent, no courier has spoken yet.</summary>
    Shipped,

    /// <summary>With a courier.</summary>
    InTransit,

    /// <summary>Received.</summary>
    Received,

    /// <summary>Came back.</summary>
    Returned,

    /// <summary>Called back, wherever it is.</summary>
    Recalled,
}

/// <summary>Where goods stand now, folded from what stands of a joined history.</summary>
/// <param name="Stage">The stage; Recalled hides <paramref name="Reached"/>.</param>
/// <param name="Reached">The stage that the goods reached, recall or not.</param>
/// <param name="Listing">The listing that tells what it is: the newest of the lot, else of the product, else an offer; null where none stands.</param>
/// <param name="Recall">The first Recall that stands, of the lot or product.</param>
/// <param name="Holder">The party that has it; empty where nobody is named, and once a recipient has it.</param>
/// <param name="Seller">The party of the newest Sale; empty where there is none.</param>
/// <param name="Courier">The courier of the newest journey; empty where none is named.</param>
/// <param name="LastPlace">The last region that is named; default where none is.</param>
/// <param name="Last">The last statement that moved it.</param>
public sealed record ProductState(
    Stage Stage, Stage Reached, Said? Listing, Said? Recall, string Holder, string Seller, string Courier, Region LastPlace, Said? Last)
{
    /// <summary>Folds a history.</summary>
    /// <param name="history">The history.</param>
    public static ProductState Of(JoinedHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var listing = ListingOf(history);
        var recall = history.Lots.Concat(history.Products).SelectMany(history.HistoryOf).Where(said => said.Stands && said.Message.Recall is not null).MinBy(said => said.Moment);
        var moved = history.Happened().Where(said => said.MovesGoods).ToList();
        var (reached, holder) = (listing is null ? Stage.Unknown : Stage.Listed, listing?.Party ?? "");
        foreach (var said in moved)
        {
            (reached, holder) = After(reached, holder, said);
        }

        return new ProductState(
            recall is null ? reached : Stage.Recalled,
            reached,
            listing,
            recall,
            holder,
            moved.FindLast(said => said.IsSale)?.Party ?? "",
            history.Journeys.LastOrDefault(journey => journey.Shipment?.Stands != false)?.Courier ?? "",
            moved.FindLast(said => said.Region != default)?.Region ?? default,
            moved.Count > 0 ? moved[^1] : null);
    }

    private static (Stage Reached, string Holder) After(Stage reached, string holder, Said said) => said.Kind switch
    {
        // A Sale or Shipment that happened earlier but stands later in time is taken as it is said; flags remark upon it.
        PayloadOneofCase.Sale => (reached is Stage.Shipped or Stage.InTransit or Stage.Received ? reached : Stage.Sold, reached is Stage.InTransit or Stage.Received ? holder : said.Party),
        PayloadOneofCase.Shipment => (Stage.Shipped, said.Party),
        PayloadOneofCase.Transit when said.IsReturn => (Stage.Returned, ""),
        PayloadOneofCase.Transit => (Stage.InTransit, said.Message.Transit.NextCourier is { Length: > 0 } next ? next : said.Relayed is null ? said.Party : holder),
        PayloadOneofCase.Receipt => (Stage.Received, ""),
        PayloadOneofCase.Return when said.IsReturn => (Stage.Returned, said.Party),
        PayloadOneofCase.Handover => (reached, said.Party),
        _ => (reached, holder),
    };

    private static Said? ListingOf(JoinedHistory history) => history.Lots.Concat(history.Products)
        .Select(subject => history.HistoryOf(subject).Where(said => said.Stands && said.Message.Listing is not null).ToList())
        .Where(listings => listings.Count > 0)
        .Select(listings => listings.FindLast(said => !said.Message.Listing.Offer) ?? listings[^1])
        .OrderBy(said => said.Message.Listing.Offer)
        .ThenBy(said => said.Entry.Statement.Subject.Kind != SubjectKind.Lot)
        .FirstOrDefault();
}
