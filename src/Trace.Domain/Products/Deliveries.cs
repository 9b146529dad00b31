namespace Trace.Domain.Products;

/// <summary>Which Receipts belong to which Sale, where goods are sold again after a return.</summary>
internal static class Deliveries
{
    /// <summary>The Sale that moved the goods for an Opening's Sale: the one that it confirms, or its replacement.</summary>
    public static Said Principal(JoinedHistory history, Said sale)
    {
        var own = sale.Message.Sale is { Confirms.IsEmpty: false } confirming ? history.Read.Find(Said.Reference(confirming.Confirms)) ?? sale : sale;
        return history.Read.Final(own);
    }

    /// <summary>The journeys that a Sale set off, in order.</summary>
    /// <param name="history">The history.</param>
    /// <param name="sale">A principal Sale, standing or withdrawn.</param>
    public static IEnumerable<Journey> Of(JoinedHistory history, Said sale)
    {
        var others = history.Own.Where(other => other.IsSale && other.Identity != sale.Identity).ToList();
        var before = others.Where(other => other.Moment < sale.Moment).Select(other => (Moment?)other.Moment).Max();
        var after = others.Where(other => other.Moment > sale.Moment).Select(other => (Moment?)other.Moment).Min();
        return history.Journeys.Where(journey =>
            (after is null || journey.Start < after)
            && (journey.Start >= sale.Moment
                || (journey.Shipment?.Party == sale.Party && (before is null || journey.Start > before))));
    }

    /// <summary>The Receipts of a Sale, withdrawn ones included, by time; a Receipt before the Sale is of goods on their way to the shop.</summary>
    public static IEnumerable<Said> ReceiptsOf(JoinedHistory history, Said sale) => Of(history, sale)
        .SelectMany(journey => journey.Steps.Concat(journey.FurtherReceipts))
        .Where(said => said.Message.Receipt is not null && said.Moment >= sale.Moment)
        .OrderBy(said => said.Moment);
}
