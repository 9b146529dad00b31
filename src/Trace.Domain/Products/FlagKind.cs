namespace Trace.Domain.Products;

/// <summary>What can be remarked about a recorded statement: one for each row of the product model. Derived, never stored.</summary>
public enum FlagKind
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>A time 5 minutes or more ahead of the ledger's.</summary>
    TimeAhead = 1,

    /// <summary>A Receipt before its Shipment.</summary>
    ReceiptBeforeShipment = 2,

    /// <summary>A Shipment before the Sale that it carries out.</summary>
    ShipmentBeforeSale = 3,

    /// <summary>Two Receipts of one journey.</summary>
    TwoReceipts = 4,

    /// <summary>Sold twice without a return.</summary>
    SoldTwice = 5,

    /// <summary>A Sale before the listing of what it sells.</summary>
    SaleBeforeListing = 6,

    /// <summary>Goods moved after their recall.</summary>
    EventAfterRecall = 7,

    /// <summary>A courier other than the one that the Shipment names.</summary>
    OtherCourier = 8,

    /// <summary>Two places too far apart for the time between.</summary>
    ImplausibleTravel = 9,

    /// <summary>An Opening before the Receipt.</summary>
    OpeningBeforeReceipt = 10,

    /// <summary>A second Opening of one code.</summary>
    SecondOpening = 11,

    /// <summary>More marked, sold or transformed from a lot than its inputs allow.</summary>
    Balance = 12,

    /// <summary>Recorded after its key had ended.</summary>
    Late = 13,

    /// <summary>Said by a key that was in doubt by then.</summary>
    Disputed = 14,

    /// <summary>Two different lots for one item.</summary>
    TwoLots = 15,

    /// <summary>An item of a rooted lot without a valid path.</summary>
    NotShownMarked = 16,

    /// <summary>An item beyond what was marked.</summary>
    BeyondMarked = 17,

    /// <summary>A relay that is the sender, the seller or the producer.</summary>
    RelayIsSender = 18,

    /// <summary>A parcel lies in a locker or station and is not collected.</summary>
    NotCollected = 19,

    /// <summary>A parcel neither received nor returned.</summary>
    NotArrived = 20,
}
