using Trace.Domain.Products;
using Trace.V1;
using static Trace.Domain.Tests.Products.HistoryBuilder;

namespace Trace.Domain.Tests.Products;

/// <summary>A flag with the history that raises it, and the twin that differs in one thing and raises none.</summary>
/// <param name="Kind">The flag.</param>
/// <param name="Case">What the history tells.</param>
/// <param name="Subject">Whose page is looked at.</param>
/// <param name="Raises">The history.</param>
/// <param name="Twin">The innocent one.</param>
internal sealed record FlagHistory(FlagKind Kind, string Case, string Subject, Action<HistoryBuilder> Raises, Action<HistoryBuilder> Twin);

/// <summary>One row or more for each flag.</summary>
internal static class FlagHistories
{
    private static readonly Roll Ten = new("0123456789AB", "0123456789AC", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "T0");

    public static IReadOnlyList<FlagHistory> All { get; } =
    [
        new(FlagKind.TimeAhead, "a clock five minutes fast", Item, h => h.Say(Item, Seller, 1, ASale, recorded: 1 - (5.0 / 60)), h => h.Say(Item, Seller, 1, ASale, recorded: 1 - (4.9 / 60))),
        new(FlagKind.ReceiptBeforeShipment, "a receipt that names the shipment", Item, h => Delivered(h, received: 1.5), h => Delivered(h, received: 3)),
        new(FlagKind.ReceiptBeforeShipment, "a receipt recorded after the shipment, on the parcel's page", Parcel,
            h => { h.Ship(2, Parcel, with: Lines); h.Receive(1); },
            h => { h.Ship(2, Parcel, with: Lines); h.Receive(3); }),
        new(FlagKind.ShipmentBeforeSale, "a seller who ships first", Item, h => { h.Ship(1); h.Sell(2); }, h => { h.Ship(1, by: Producer); h.Sell(2); }),
        new(FlagKind.TwoReceipts, "two couriers say so", Item,
            h => { h.Sell(0); h.Ship(1); h.Receive(2); h.Receive(4); },
            h => { h.Sell(0); h.Ship(1); h.Receive(2); h.Receive(2.05, by: Relay, relayed: "sf"); }),
        new(FlagKind.TwoReceipts, "a code used again is another journey", Parcel,
            h => { h.Ship(1, Parcel, with: Lines); h.Receive(2); h.Receive(4); },
            h => { h.Ship(1, Parcel, with: Lines); h.Receive(2); h.Ship(3, Parcel, with: Lines); h.Receive(4); }),
        new(FlagKind.SoldTwice, "no return between", Item,
            h => { h.Sell(0); h.Ship(1); h.Receive(2); h.Sell(9, code: "second"); },
            h => { h.Sell(0); var shipment = h.Ship(1); h.Receive(2); h.TakeBack(5, shipment); h.Sell(9, code: "second"); }),
        new(FlagKind.SoldTwice, "a platform that confirms sells nothing", Item,
            h => { h.Sell(0); h.Sell(1, by: Platform, code: "account"); },
            h => h.Confirm(1, h.Sell(0))),
        new(FlagKind.SoldTwice, "a sale replaced by its correction", Item,
            h => { h.Sell(0); h.Sell(0.5); },
            h => { var wrong = h.Sell(0); h.Correct(1, wrong, h.Sell(0.5)); }),
        new(FlagKind.SaleBeforeListing, "listed a day later", Item, h => { h.Sell(0); h.List(24); }, h => { h.List(-24); h.Sell(0); h.List(24); }),
        new(FlagKind.SaleBeforeListing, "another shop's offer does not count", Parcel,
            h => { h.Sell(0, Parcel, with: Lines); h.Say(Product, Seller, 5, s => s.Listing = new Listing { Offer = true }); },
            h => { h.Sell(0, Parcel, with: Lines); h.Say(Product, Platform, 5, s => s.Listing = new Listing { Offer = true }); }),
        new(FlagKind.EventAfterRecall, "the lot is recalled, the item known by serial alone", Item,
            h => { h.CallBack(5, Lot); h.Sell(6, lot: "L1"); },
            h => { h.CallBack(5, OtherLot); h.Sell(6, lot: "L1"); }),
        new(FlagKind.EventAfterRecall, "it comes back, as it should", Item,
            h => { h.Sell(0); var shipment = h.Ship(1); h.Receive(2); h.CallBack(5, Product); h.Ship(6); _ = shipment; },
            h => { h.Sell(0); var shipment = h.Ship(1); h.Receive(2); h.CallBack(5, Product); h.TakeBack(6, shipment); }),
        new(FlagKind.EventAfterRecall, "a line of the parcel is recalled", Parcel,
            h => { h.Sell(0, Parcel, with: Lines); h.CallBack(5, Lot); h.Ship(6, Parcel, with: Lines); },
            h => { h.Sell(0, Parcel, with: Lines); h.Ship(4, Parcel, with: Lines); h.CallBack(5, Lot); }),
        new(FlagKind.OtherCourier, "nobody handed it over", Item,
            h => { h.Sell(0); h.Ship(1); h.Move(2); h.Move(3, by: OtherCourier); },
            h => { h.Sell(0); h.Ship(1); h.Move(2, TransitActivity.TakenOver, next: OtherCourier); h.Move(3, by: OtherCourier); }),
        new(FlagKind.OtherCourier, "a relay tells of another courier", Item,
            h => { h.Sell(0); h.Ship(1); h.Move(2, by: Relay, relayed: "yto"); },
            h => { h.Sell(0); h.Ship(1); h.Move(2, by: Relay, relayed: "sf"); }),
        new(FlagKind.ImplausibleTravel, "Fujian to Xinjiang in an hour", Item,
            h => { h.Sell(0); h.Ship(1, region: "350000"); h.Move(2, region: "650000"); },
            h => { h.Sell(0); h.Ship(1, region: "350000"); h.Move(9, region: "650000"); }),
        new(FlagKind.ImplausibleTravel, "two items' receipts that neighbours could not reach", Item,
            h => { h.Sell(0); var first = h.Ship(1); h.Receive(2, region: "110000"); h.TakeBack(2.1, first); h.Sell(2.2, code: "second"); h.Ship(2.3); h.Receive(3.9, region: "120000"); },
            h => { h.Sell(0); var first = h.Ship(1); h.Receive(2, region: "110000"); h.TakeBack(2.1, first); h.Sell(2.2, code: "second"); h.Ship(2.3); h.Receive(4.1, region: "120000"); }),
        new(FlagKind.OpeningBeforeReceipt, "an hour before", Item,
            h => { var sale = h.Sell(0); h.Ship(1); h.Open(4, sale); h.Receive(5); },
            h => { var sale = h.Sell(0); h.Ship(1); h.Receive(5); h.Open(6, sale); }),
        new(FlagKind.OpeningBeforeReceipt, "a false date is held against recorded_at", Item,
            h => { var sale = h.Sell(0); h.Ship(1); h.Receive(5); h.Open(2, sale, recorded: 76); },
            h => { var sale = h.Sell(0); h.Ship(1); h.Receive(5); h.Open(2, sale, recorded: 78); }),
        new(FlagKind.SecondOpening, "a copy of the paper", Item,
            h => { var sale = h.Sell(0); h.Open(2, sale); h.Open(3, sale, "thief"); },
            h => { var sale = h.Sell(0); h.Open(2, sale); h.Open(3, h.Confirm(1, sale)); }),
        new(FlagKind.Balance, "more sold than made", Lot, h => { h.Make(0, 100); h.SellQuantity(1, 60); h.SellQuantity(2, 41); }, h => { h.Make(0, 100); h.SellQuantity(1, 60); h.SellQuantity(2, 40); }),
        new(FlagKind.Balance, "sold on is not sold twice", Lot,
            h => { h.Make(0, 100); h.SellQuantity(1, 100); TakeOver(h, 2, 50); h.SellQuantity(3, 51, Seller); },
            h => { h.Make(0, 100); h.SellQuantity(1, 100); TakeOver(h, 2, 50); h.SellQuantity(3, 50, Seller); }),
        new(FlagKind.Balance, "more used up in another lot", Lot,
            h => { h.Make(0, 100); h.Make(1, 90, OtherLot, Process.Packed, Lot, 101); },
            h => { h.Make(0, 100); h.Make(1, 90, OtherLot, Process.Packed, Lot, 100); }),
        new(FlagKind.Balance, "more made than went in", OtherLot,
            h => h.Make(1, 101, OtherLot, Process.Packed, Lot, 100),
            h => h.Make(1, 101, OtherLot, Process.Mixed, Lot, 100)),
        new(FlagKind.Balance, "more marked than was made, by the label's net content", Item,
            h => { Label(h, 500); h.Make(0, 4); h.Sell(3, with: Shown(h.Mark(2, Ten))); },
            h => { Label(h, 500); h.Make(0, 5); h.Sell(3, with: Shown(h.Mark(2, Ten))); }),
        new(FlagKind.Balance, "sealed quantities are no flag", Lot, h => { h.Make(0, 1); h.SellQuantity(1, 5); }, h => { h.Make(0, 1, isSealed: true); h.SellQuantity(1, 5); }),
        new(FlagKind.Late, "an outbox that was offline", Item,
            h => { h.Key(Seller, key => key with { RetiredAt = At(5) }); h.Say(Item, Seller, 4, ASale, recorded: 6); },
            h => { h.Key(Seller, key => key with { RetiredAt = At(5) }); h.Say(Item, Seller, 4, ASale, recorded: 4.5); }),
        new(FlagKind.Disputed, "a compromised key", Item,
            h => { h.Key(Seller, Compromised); h.Say(Item, Seller, 2, ASale, recorded: 6); },
            h => { h.Key(Seller, Compromised); h.Say(Item, Seller, 2, ASale, recorded: 3); }),
        new(FlagKind.Disputed, "a key granted by a compromised one", Item,
            h => { h.Key(Platform, key => key with { CompromisedAt = At(9), DisputedSince = At(-101) }); h.Key(Seller, key => key, granter: Platform); h.Sell(0); },
            h => { h.Key(Platform, key => key with { CompromisedAt = At(9), DisputedSince = At(-99) }); h.Key(Seller, key => key, granter: Platform); h.Sell(0); }),
        new(FlagKind.TwoLots, "sale and shipment differ", Item, h => { h.Sell(0, lot: "L1"); h.Ship(1, lot: "L2"); }, h => { h.Sell(0, lot: "L1"); h.Ship(1, lot: "L1"); }),
        new(FlagKind.TwoLots, "the marking says otherwise", Item,
            h => { var marking = h.Mark(0, Ten); h.Sell(1, lot: "L2", with: Shown(marking)); },
            h => { var marking = h.Mark(0, Ten); h.Sell(1, lot: "L1", with: Shown(marking)); }),
        new(FlagKind.NotShownMarked, "an item of a marked lot without a path", Item, h => { h.Mark(0, Ten); h.Sell(1, lot: "L1"); }, h => { var marking = h.Mark(0, Ten); h.Sell(1, lot: "L1", with: Shown(marking)); }),
        new(FlagKind.NotShownMarked, "another item's path", Item,
            h => { var marking = h.Mark(0, Ten); h.Sell(1, with: s => s.Marked = Ten.Of(OtherItem, marking)); },
            h => { var marking = h.Mark(0, Ten, isSealed: true); h.Sell(1, with: Shown(marking)); }),
        new(FlagKind.BeyondMarked, "an index not below the count", Item,
            h => { var marking = h.Mark(0, new Roll("A", "B")); h.Sell(1, with: s => s.Marked = new Marked { Marking = Id(marking), Index = 2 }); },
            h => { var marking = h.Mark(0, Ten); h.Sell(1, with: Shown(marking)); }),
        new(FlagKind.RelayIsSender, "the shop passes on its own deliveries", Item,
            h => { h.Sell(0); h.Ship(1); h.Receive(2, by: Seller, relayed: "sf"); },
            h => { h.Sell(0); h.Ship(1); h.Receive(2, by: Relay, relayed: "sf"); }),
        new(FlagKind.RelayIsSender, "one credit code under two keys", Item,
            h => { Code(h, Seller, "91110000600037341L"); Code(h, Relay, "91110000600037341L"); h.Sell(0); h.Ship(1); h.Move(2, by: Relay, relayed: "sf"); },
            h => { Code(h, Seller, "91110000600037341L"); Code(h, Relay, "91350100M000100Y43"); h.Sell(0); h.Ship(1); h.Move(2, by: Relay, relayed: "sf"); }),
        new(FlagKind.NotCollected, "three days in a locker", Item,
            h => { h.Sell(0); h.Ship(1); h.Move(2, TransitActivity.Placed); h.LookedAt = 74; },
            h => { h.Sell(0); h.Ship(1); h.Move(2, TransitActivity.Placed); h.LookedAt = 73.9; }),
        new(FlagKind.NotCollected, "moved on from the locker", Item,
            h => { h.Sell(0); h.Ship(1); h.Move(2, TransitActivity.Placed); h.LookedAt = 100; },
            h => { h.Sell(0); h.Ship(1); h.Move(2, TransitActivity.Placed); h.Move(20, TransitActivity.Returning); h.LookedAt = 100; }),
        new(FlagKind.NotArrived, "fifteen days on its way", Item,
            h => { h.Sell(0); h.Ship(1); h.LookedAt = 361; },
            h => { h.Sell(0); h.Ship(1); h.LookedAt = 360.9; }),
        new(FlagKind.NotArrived, "received, and so not late", Item,
            h => { h.Sell(0); h.Ship(1); h.LookedAt = 500; },
            h => { h.Sell(0); h.Ship(1); h.Receive(400); h.LookedAt = 500; }),
    ];

    private static void ASale(Statement statement) => statement.Sale = new Sale { ClaimKey = KeyNamed("paper") };

    private static void Delivered(HistoryBuilder h, double received)
    {
        h.Sell(0);
        h.Receive(received, shipment: h.Ship(2));
    }

    private static void Lines(Shipment shipment) => shipment.Lines.Add(new Line { Line_ = 1, Subject = Lot });

    private static void Lines(Sale sale) => sale.Lines.Add(new Line { Line_ = 1, Subject = Lot });

    private static void TakeOver(HistoryBuilder h, double hours, ulong kilograms) =>
        h.Say(Lot, Seller, hours, s => s.Handover = new Handover { Giver = Producer, Condition = Condition.Good, Quantity = Kilograms(kilograms) });

    private static void Label(HistoryBuilder h, ulong grams) =>
        h.List(with: listing => listing.Label = new Label { NetContent = new Quantity { Thousandths = grams * 1000, Unit = Unit.Gram } });

    private static Action<Sale> Shown(Trace.Domain.Ledger.RecordedEntry marking) => sale => sale.Marked = Ten.Of(Item, marking);

    private static Trace.Domain.Parties.KeyState Compromised(Trace.Domain.Parties.KeyState key) => key with { CompromisedAt = At(9), DisputedSince = At(5) };

    private static void Code(HistoryBuilder h, string party, string code) => h.Register(party, new Registration { CreditCode = code });
}
