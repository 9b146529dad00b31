using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Import.Planning;
using Trace.V1;
using Speaking = Trace.Import.Olist.OlistParties.Speaking;

namespace Trace.Import.Olist;

/// <summary>One order's statements.</summary>
internal sealed class OlistStatements(OlistCase order, OlistParties parties, OlistListings listings, PlanBuilder builder)
{
    private const string OrderCode = "ORDER";
    private const string Canceled = "canceled";
    private const long Minute = 60_000_000;

    private readonly string _id = order.Order.Id;
    private readonly Dictionary<OlistGoods, PlannedStatement> _sales = [];
    private readonly Place? _customer = OlistPlan.Place(order.Order.CustomerState);

    public void Add()
    {
        // The earliest reviewable item is item 1, or the lowest number that there is.
        var first = order.Goods[0];
        var claim = builder.Secrets.Key("claim", GoodsId(first));
        PlannedStatement? sold = null;
        using (claim)
        {
            foreach (var goods in order.Goods)
            {
                var sale = goods == first ? sold = Sell(goods, claim) : SellUnclaimed(goods);
                _sales.Add(goods, sale);
            }

            PlannedStatement? received = null;
            foreach (var parcel in order.Goods.GroupBy(goods => goods.Seller))
            {
                var receipt = Carry(parcel.Key, [.. parcel]);
                received ??= parcel.Contains(first) ? receipt : null;
            }

            if (order.Reviews.Count > 0)
            {
                Review(first, claim, sold!, received);
            }
        }
    }

    private bool IsCanceled => order.Order.Status.Equals(Canceled, StringComparison.OrdinalIgnoreCase);

    private string GoodsId(OlistGoods goods) => $"{_id}/{goods.Number}";

    private SubjectKey Subject(OlistGoods goods) => goods.Product is null
        ? SubjectKey.ForItem(SubjectKey.ForOwnProduct(SubjectKey.Parse(parties.Platform.Party), OrderCode), OlistIds.OrderSerial(_id))
        : SubjectKey.ForItem(listings.Product(goods.Product), builder.Secrets.Serial(GoodsId(goods)));

    private PlannedStatement SellUnclaimed(OlistGoods goods)
    {
        using var claim = builder.Secrets.Key("claim", GoodsId(goods));
        return Sell(goods, claim);
    }

    private PlannedStatement Sell(OlistGoods goods, Ed25519Signer claim)
    {
        var seller = parties.Of(goods.Seller);
        var sealedPart = new Sale.Types.Confidential { OrderReference = _id };
        if (goods.PriceCentavos is { } price)
        {
            sealedPart.Price = new Money { Minor = price, Currency = "BRL" };
        }

        var before = goods.Product is null ? [] : listings.Before(goods.Product, goods.Seller!, order.Purchase);
        var statement = Said(seller, Subject(goods).Value, order.Purchase, OlistPlan.Place(seller.State));
        statement.Sale = new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim) };
        return builder.Add($"sale/{GoodsId(goods)}", statement, seller.Signer, [], sealedPart, [.. before, seller.Grant]);
    }

    // One parcel of one seller: its items are shipped in it, picked up, received, and after a cancellation sent back.
    private PlannedStatement? Carry(string? sellerId, IReadOnlyList<OlistGoods> content)
    {
        var seller = parties.Of(sellerId);
        var parcel = Parcel(sellerId);
        List<PlannedStatement> shipments = order.Order.Carrier is { } handed ? [.. content.Select(goods => Ship(goods, seller, parcel, handed))] : [];
        if (order.Order.Carrier is { } pickedUp)
        {
            var transit = Said(parties.Courier, parcel, pickedUp, OlistPlan.Place(seller.State));
            transit.Transit = new Transit { Activity = TransitActivity.PickedUp, Shipment = shipments[0].Reference };
            builder.Add($"transit/{_id}/{sellerId}", transit, parties.Courier.Signer, parties.Courier.Grant, shipments[0]);
            Return(content, seller, shipments);
        }

        if (order.Order.Delivered is not { } delivered)
        {
            return null;
        }

        if (order.Order.Carrier is null && IsCanceled)
        {
            builder.CannotRepresent("returns of what was delivered and never handed over: no Shipment is there to answer", content.Count);
        }

        // The source says that it was delivered, not into whose hands nor whether that was agreed.
        var receipt = Said(parties.Courier, parcel, delivered, _customer);
        receipt.Receipt = new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Unknown, Shipment = shipments.FirstOrDefault()?.Reference ?? ByteString.Empty };
        builder.Assume("manner of receipt: the recipient, agreement unknown");
        return builder.Add($"receipt/{_id}/{sellerId}", receipt, parties.Courier.Signer, parties.Courier.Grant, shipments.FirstOrDefault());
    }

    private PlannedStatement Ship(OlistGoods goods, Speaking seller, string parcel, long handed)
    {
        var statement = Said(seller, Subject(goods).Value, handed, OlistPlan.Place(seller.State));
        statement.Shipment = new Shipment
        {
            Parcel = parcel,
            Courier = parties.Courier.Party,
            From = OlistPlan.Region(seller.State),
            To = OlistPlan.Region(order.Order.CustomerState),
        };

        // At the same moment the sale comes first; a handover before the purchase stays before it, and is flagged.
        var sale = _sales[goods].Time <= handed ? _sales[goods] : null;
        return builder.Add($"shipment/{GoodsId(goods)}", statement, seller.Signer, seller.Grant, sale);
    }

    private void Return(IReadOnlyList<OlistGoods> content, Speaking seller, List<PlannedStatement> shipments)
    {
        var row = order.Order;
        if (!IsCanceled)
        {
            return;
        }

        var time = new[] { row.Purchase, row.Approved, row.Carrier, row.Delivered }.Max() ?? row.Estimate ?? order.Purchase;
        for (int i = 0; i < content.Count; i++)
        {
            var statement = Said(seller, Subject(content[i]).Value, time, OlistPlan.Place(seller.State));
            statement.Return = new Return
            {
                Answers = shipments[i].Reference,
                Outcome = row.Delivered is null ? ReturnOutcome.Undelivered : ReturnOutcome.Accepted,
            };
            builder.Add($"return/{GoodsId(content[i])}", statement, seller.Signer, seller.Grant, shipments[i]);
        }
    }

    private void Review(OlistGoods goods, Ed25519Signer claim, PlannedStatement sale, PlannedStatement? receipt)
    {
        var subject = Subject(goods).Value;
        using var buyer = builder.Secrets.Key("buyer", _id);
        var opened = OpeningTime(order.Reviews[0].Created!.Value, order.Order.Delivered);
        var opening = Said(null, subject, opened, null);
        opening.Opening = new Opening
        {
            Sale = sale.Reference,
            BuyerKey = StatementSigner.PublicKeyOf(buyer),
            Possession = StatementSigner.Possession(builder.Context.Ledger, subject, buyer),
        };
        var used = builder.Add($"opening/{_id}", opening, claim, sale, receipt?.Time <= opened ? receipt : null);
        PlannedStatement? previous = null;
        for (int i = 0; i < order.Reviews.Count; i++)
        {
            previous = Review(i == 0 ? ReviewStage.First : ReviewStage.FollowUp, order.Reviews[i], subject, goods, buyer, used, previous);
        }
    }

    private PlannedStatement Review(
        ReviewStage stage, OlistReview row, string subject, OlistGoods goods, Ed25519Signer buyer, PlannedStatement opening, PlannedStatement? previous)
    {
        var label = $"{_id}/{(stage == ReviewStage.First ? "first" : "follow-up")}";
        var statement = Said(null, subject, row.Created!.Value, null);
        statement.Review = new Review { Opening = opening.Reference, Rating = row.Score!.Value, Stage = stage };
        var review = builder.Add($"review/{label}", statement, buyer, opening, previous);
        if (row.Score > 2)
        {
            return review;
        }

        // The source gives no reason: not received is what its own times say, and all else is other.
        var missing = order.Order.Delivered is not { } delivered || delivered > row.Created;
        builder.Assume("category and remedy of a complaint: not received and refund, or other and explanation");
        var complaint = Said(null, subject, row.Created!.Value, null);
        complaint.Complaint = new Complaint
        {
            Opening = opening.Reference,
            Respondent = parties.Of(goods.Seller).Party,
            Category = missing ? ComplaintCategory.NotReceived : ComplaintCategory.Other,
            Remedy = missing ? Remedy.Refund : Remedy.Explanation,
        };
        return builder.Add($"complaint/{label}", complaint, buyer, review);
    }

    // A minute before the review; or as soon as the parcel was there, a minute after the receipt, where that is earlier. Never before a
    // receipt that came before the review; where the review came first, so did the Opening, and it is flagged.
    private static long OpeningTime(long review, long? received) => received is { } receipt && receipt < review
        ? Math.Max(receipt, Math.Min(review - Minute, receipt + Minute))
        : review - Minute;

    // 14 digits after 952 and the extension digit's one: ids alone give the number, and no two of a million parcels are likely to meet.
    private string Parcel(string? seller)
    {
        var number = builder.Secrets.Number("parcel", $"{_id}/{seller}", 0, 100_000_000_000_000);
        var digits = number.ToString("D14", System.Globalization.CultureInfo.InvariantCulture);
        return "00/" + OlistNumbers.WithCheckDigit($"{digits[0]}952{digits[1..]}");
    }

    private static Statement Said(Speaking? by, string subject, long time, Place? place)
    {
        var statement = new Statement { Subject = subject, Party = by?.Party ?? "", Time = time, Offset = OlistReader.OffsetMinutes };
        if (place is not null)
        {
            statement.Place = place.Clone();
        }

        return statement;
    }
}
