using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>Flags about Sales, listings and recalls.</summary>
internal static class SaleFlags
{
    public static IEnumerable<Flag> SoldTwice(JoinedHistory history, FlagContext context)
    {
        if (!history.Subject.Is(SubjectKind.Item | SubjectKind.Parcel))
        {
            yield break;
        }

        Said? sold = null;
        foreach (var said in history.Happened())
        {
            if (said.IsSale)
            {
                if (sold is not null)
                {
                    yield return Flag.Of(FlagKind.SoldTwice, said, "sold before, and not returned since", sold);
                }

                sold = said;
            }
            else if (EndsSale(history, said))
            {
                sold = null;
            }
        }
    }

    public static IEnumerable<Flag> SaleBeforeListing(JoinedHistory history, FlagContext context) =>
        from sale in history.Own
        where sale.IsSale
        from goods in history.Subject.Is(SubjectKind.Parcel) ? Goods.LinesOf([sale]) : [history.Lots.Count > 0 ? history.Lots[0] : history.Subject.Product!]
        let listing = Goods.WithProduct(goods).SelectMany(history.HistoryOf).Where(said => Lists(said, sale.Party)).MinBy(said => said.Moment)
        where listing is not null && sale.Moment < listing.Moment
        select Flag.Of(FlagKind.SaleBeforeListing, sale, $"\"{goods}\" was sold before it was listed", listing);

    public static IEnumerable<Flag> EventAfterRecall(JoinedHistory history, FlagContext context) =>
        from said in history.Happened()
        where said.MovesGoods && !GoesBack(said)
        let recall = history.GoodsOf(said)
            .SelectMany(history.HistoryOf)
            .Where(recall => recall.Stands && recall.Message.Recall is not null && recall.Moment < said.Moment && recall.Party != ReceiverOf(said))
            .MinBy(recall => recall.Moment)
        where recall is not null
        select Flag.Of(FlagKind.EventAfterRecall, said, $"{said.Kind} after the recall of \"{recall.Message.Subject}\"", recall);

    /// <summary>Whether goods are free to be sold again: they came back, or a parcel's content has arrived and its code is used anew.</summary>
    internal static bool EndsSale(JoinedHistory history, Said said) =>
        said.IsReturn || (said.IsReceipt && history.Subject.Is(SubjectKind.Parcel));

    // The producer's listing, or the seller's own offer; another shop's offer says nothing about this sale.
    private static bool Lists(Said said, string seller) => said.Stands && said.Message.Listing is { } listing && (!listing.Offer || said.Party == seller);

    // What brings recalled goods back, or says that they did not get through, is what a recall asks for.
    private static bool GoesBack(Said said) => said.Kind == PayloadOneofCase.Return || said.Message.Transit?.Activity is TransitActivity.Returning
        or TransitActivity.Returned or TransitActivity.Refused or TransitActivity.Damaged or TransitActivity.Lost or TransitActivity.Held;

    private static string ReceiverOf(Said said) => said.Message.Handover is null ? "" : said.Party;
}
