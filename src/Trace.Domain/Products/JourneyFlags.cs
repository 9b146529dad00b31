using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>Flags about the order of Shipment, Transit and Receipt, and about who carries.</summary>
internal static class JourneyFlags
{
    public static IEnumerable<Flag> ReceiptBeforeShipment(JoinedHistory history, FlagContext context) =>
        from journey in history.Journeys
        where journey.Shipment is { Stands: true }
        from receipt in journey.Receipts
        where receipt.Moment < journey.Shipment!.Moment
        select Flag.Of(FlagKind.ReceiptBeforeShipment, receipt, "received before it was shipped", journey.Shipment!);

    public static IEnumerable<Flag> TwoReceipts(JoinedHistory history, FlagContext context) =>
        from journey in history.Journeys
        let receipts = journey.Receipts.ToList()
        from second in receipts.Skip(1)
        select Flag.Of(FlagKind.TwoReceipts, second, "received before on the same journey", receipts[0]);

    // Of what is late only the time of looking knows: the same history is in order on the day before.
    public static IEnumerable<Flag> NotCollected(JoinedHistory history, FlagContext context) =>
        from journey in history.Journeys
        let placed = journey.Waits
        where placed is not null && IsOver(placed.Moment, context.Deadlines.Of(GoodsCategory.Of(history)).Parcel.CollectWithinDays, context)
        select Flag.Of(FlagKind.NotCollected, placed, "placed, and not collected since", journey.Shipment is { } shipment ? [shipment] : []);

    public static IEnumerable<Flag> NotArrived(JoinedHistory history, FlagContext context) =>
        from journey in history.Journeys
        where journey is { Shipment.Stands: true, End: null } && IsOver(journey.Shipment!.Moment, context.Deadlines.Of(GoodsCategory.Of(history)).Parcel.ArriveWithinDays, context)
        select Flag.Of(FlagKind.NotArrived, journey.Shipment!, "neither received nor returned since it was shipped");

    private static bool IsOver(Moment from, int days, FlagContext context) =>
        context.Now is { } now && DateTimeOffset.UnixEpoch.AddMicroseconds(from.Time).AddDays(days) <= now;

    // A producer ships an item to a shop before it is sold, and that is in order: only a Shipment by who sells it next is compared.
    public static IEnumerable<Flag> ShipmentBeforeSale(JoinedHistory history, FlagContext context)
    {
        if (!history.Subject.Is(SubjectKind.Item | SubjectKind.Parcel))
        {
            yield break;
        }

        var happened = history.Happened().ToList();
        for (var i = 0; i < happened.Count; i++)
        {
            var shipment = happened[i];
            if (shipment.Kind != PayloadOneofCase.Shipment || happened.Take(i).LastOrDefault(Turns)?.IsSale == true)
            {
                continue;
            }

            if (happened.Skip(i + 1).FirstOrDefault(Turns) is { IsSale: true } sale)
            {
                yield return Flag.Of(FlagKind.ShipmentBeforeSale, shipment, "shipped before it was sold", sale);
            }

            bool Turns(Said said) => (said.IsSale && said.Party == shipment.Party) || SaleFlags.EndsSale(history, said);
        }
    }

    public static IEnumerable<Flag> OtherCourier(JoinedHistory history, FlagContext context) =>
        history.Journeys.Where(journey => journey.Shipment is { Stands: true }).SelectMany(journey => OtherCourier(journey, context));

    private static IEnumerable<Flag> OtherCourier(Journey journey, FlagContext context)
    {
        var shipment = journey.Shipment!;
        if (shipment.Message.Shipment.Courier.Length == 0)
        {
            yield break;
        }

        var couriers = new List<string> { shipment.Message.Shipment.Courier };
        var flagged = new HashSet<string>();
        foreach (var said in journey.Steps.Concat(journey.FurtherReceipts).Where(said => said.Stands).OrderBy(said => said.Moment))
        {
            if (said.Kind is not (PayloadOneofCase.Transit or PayloadOneofCase.Receipt))
            {
                continue;
            }

            var speaker = said.Relayed?.Courier ?? said.Party;
            if (!Carries(said, couriers, context) && flagged.Add(speaker))
            {
                yield return Flag.Of(FlagKind.OtherCourier, said, $"carried by \"{speaker}\"; the shipment names \"{couriers[0]}\"", shipment);
            }

            if (said.Message.Transit?.NextCourier is { Length: > 0 } next && Carries(said, couriers, context))
            {
                couriers.Add(next);
            }
        }
    }

    private static bool Carries(Said said, List<string> couriers, FlagContext context)
    {
        if (said.Relayed is not { } relayed)
        {
            return couriers.Exists(courier => context.IsSame(courier, said.Party));
        }

        // A relay names the courier's code, a Shipment its party. Where one code is not known, nobody can say that they differ.
        var codes = couriers.ConvertAll(context.CarrierOf);
        return codes.Contains("") || codes.Contains(relayed.Courier);
    }
}
