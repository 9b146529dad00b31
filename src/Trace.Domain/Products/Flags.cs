namespace Trace.Domain.Products;

/// <summary>
/// The one table of flags. What the ledger records, because the world is late and out of order, is remarked upon here: derived from the history
/// by pure functions, never stored.
/// </summary>
public static class Flags
{
    /// <summary>All rows, in the order of <see cref="FlagKind"/>.</summary>
    public static IReadOnlyList<FlagRule> All { get; } =
    [
        new(FlagKind.TimeAhead, "时间超前", "Time ahead", "所称时间比账本时间超前 5 分钟或以上。", "The stated time is 5 minutes or more ahead of the ledger's.", KeyFlags.TimeAhead),
        new(FlagKind.ReceiptBeforeShipment, "签收早于发货", "Receipt before shipment", "包裹在发货之前已被签收。", "The parcel was received before it was shipped.", JourneyFlags.ReceiptBeforeShipment),
        new(FlagKind.ShipmentBeforeSale, "发货早于销售", "Shipment before sale", "卖家在售出之前已发货。", "The seller shipped it before selling it.", JourneyFlags.ShipmentBeforeSale),
        new(FlagKind.TwoReceipts, "重复签收", "Two receipts", "同一次运送被签收两次。", "One journey was received twice.", JourneyFlags.TwoReceipts),
        new(FlagKind.SoldTwice, "重复销售", "Sold twice", "未经退货再次售出。", "It was sold again without having been returned.", SaleFlags.SoldTwice),
        new(FlagKind.SaleBeforeListing, "销售早于上架", "Sale before listing", "售出时商品尚未上架。", "It was sold before it was listed.", SaleFlags.SaleBeforeListing),
        new(FlagKind.EventAfterRecall, "召回后流通", "Event after recall", "商品在召回之后仍在流通。", "The goods moved on after they had been recalled.", SaleFlags.EventAfterRecall),
        new(FlagKind.OtherCourier, "承运人不符", "Other courier", "运送者不是发货时所称的承运人。", "It was carried by another courier than the shipment names.", JourneyFlags.OtherCourier),
        new(FlagKind.ImplausibleTravel, "行程不合理", "Implausible travel", "两地相距太远,不可能在这段时间内到达。", "Two places are too far apart for the time between them.", TravelFlags.ImplausibleTravel),
        new(FlagKind.OpeningBeforeReceipt, "验码早于签收", "Opening before receipt", "签收之前验证码已被使用。", "The code was used before the goods were received.", OpeningFlags.OpeningBeforeReceipt),
        new(FlagKind.SecondOpening, "再次验码", "Second opening", "验证码此前已被使用,本次不产生任何权利。", "The code had been used before; this use grants nothing.", OpeningFlags.SecondOpening),
        new(FlagKind.Balance, "数量不平衡", "Balance exceeded", "该批次赋码、售出或加工的数量超过其投入所允许的数量。", "More was marked, sold or transformed from the lot than its inputs allow.", LotBalance.Find),
        new(FlagKind.Late, "密钥停用后补录", "Late", "在密钥停用之后才记录。", "It was recorded after its key had ended.", KeyFlags.Late),
        new(FlagKind.Disputed, "存疑", "Disputed", "记录时其密钥已不可信。", "Its key was already in doubt when it was recorded.", KeyFlags.Disputed),
        new(FlagKind.TwoLots, "批次不一致", "Two lots", "同一件商品被称属于两个不同批次。", "Two different lots are named for one item.", LotFlags.TwoLots),
        new(FlagKind.NotShownMarked, "未证明已赋码", "Not shown to be marked", "该批次已赋码,但无法证明这一件在其中。", "The lot's items were marked, and nothing shows that this is one of them.", LotFlags.NotShownMarked),
        new(FlagKind.BeyondMarked, "超出赋码数量", "Beyond what was marked", "序号超出该卷的赋码数量。", "Its number is beyond the count of items marked.", LotFlags.BeyondMarked),
        new(FlagKind.RelayIsSender, "转述方即发货方", "Relay is the sender", "转述物流信息的一方就是发货方、卖家或生产者。", "Who passes on the courier's word is the sender, the seller or the producer.", LotFlags.RelayIsSender),
        new(FlagKind.NotCollected, "未领取", "Not collected", "包裹放入快递柜或驿站后逾期未领取。", "The parcel lies in a locker or station and was not collected in time.", JourneyFlags.NotCollected),
        new(FlagKind.NotArrived, "未送达", "Not arrived", "包裹发出后逾期既未签收也未退回。", "The parcel was neither received nor returned in time.", JourneyFlags.NotArrived),
    ];

    /// <summary>The row of a flag.</summary>
    /// <param name="kind">Any but None.</param>
    /// <exception cref="ArgumentOutOfRangeException">No flag.</exception>
    public static FlagRule RuleOf(FlagKind kind) =>
        All.FirstOrDefault(rule => rule.Kind == kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "no flag");

    /// <summary>All flags of a history, by the index of what they are on, then by kind.</summary>
    /// <param name="history">The history.</param>
    /// <param name="context">Keys and parties.</param>
    public static IReadOnlyList<Flag> Of(JoinedHistory history, FlagContext context)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(context);
        return [.. All.SelectMany(rule => rule.Find(history, context)).OrderBy(flag => flag.On.Position).ThenBy(flag => flag.Kind)];
    }
}
