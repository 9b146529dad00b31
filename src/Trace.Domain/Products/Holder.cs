using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>Who can have goods in hand: a party, a courier known by its code alone, or who received them, whom the log does not name.</summary>
/// <param name="Party">A party's subject key; empty where none is known.</param>
/// <param name="Carrier">The courier's code, where a relay named it and no party is registered with it; else empty.</param>
public sealed record Holder(string Party, string Carrier = "")
{
    /// <summary>Whoever received it: a buyer, or somebody in their place. Never named in the log.</summary>
    public static readonly Holder Recipient = new("");

    /// <summary>Whether it is the recipient.</summary>
    public bool IsRecipient => Party.Length == 0 && Carrier.Length == 0;

    /// <summary>Whose word a Transit or Receipt is: the speaker's, or the courier's that a relay passes on.</summary>
    internal static Holder Of(Said said, FlagContext context) => said.Relayed is not { } relayed
        ? new Holder(said.Party)
        : context.Parties.Where(party => party.Value.Registration?.Carrier == relayed.Courier).Select(party => party.Key).Order(StringComparer.Ordinal).FirstOrDefault() is { } party
            ? new Holder(party)
            : new Holder("", relayed.Courier);

    /// <summary>Whom a Shipment names to carry; null where it names nobody.</summary>
    internal static Holder? Named(Shipment shipment) => shipment.Courier.Length > 0 ? new Holder(shipment.Courier) : null;
}

/// <summary>What a holding rests on, the strongest first.</summary>
public enum HoldingGround
{
    /// <summary>The holder signed that it had the goods.</summary>
    OwnWord,

    /// <summary>A relay signed that the holder told it so.</summary>
    Relayed,

    /// <summary>Another said so: who handed the goods over, or the courier that delivered them.</summary>
    Named,
}

/// <summary>A time in which one had the goods, as far as it was said.</summary>
/// <param name="Who">Who.</param>
/// <param name="Ground">What it rests on.</param>
/// <param name="Words">The statements that say so, by time; at least one.</param>
/// <param name="Until">The statement by which the next had them; null for the last holder.</param>
public sealed record Holding(Holder Who, HoldingGround Ground, IReadOnlyList<Said> Words, Said? Until)
{
    /// <summary>When it is first said to have had them.</summary>
    public Moment From => Words[0].Moment;
}

/// <summary>Why the way of goods is not whole.</summary>
public enum CustodyGapKind
{
    /// <summary>The next one spoke, and neither signed a hand-over: who had them between is not on record.</summary>
    NotHandedOver,

    /// <summary>Somebody was named as having them, and never said so.</summary>
    NeverSpoke,
}

/// <summary>A place where the way of goods is not whole.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Before">The holding before; of <see cref="CustodyGapKind.NeverSpoke"/> the one that was only named.</param>
/// <param name="After">The holding after; null where there is none.</param>
public sealed record CustodyGap(CustodyGapKind Kind, Holding Before, Holding? After);

/// <summary>That goods were reported damaged, lost, short or not received.</summary>
/// <param name="Report">The statement: a Transit, a Handover with a bad condition, or a Complaint.</param>
/// <param name="Last">Who had them last before it, recipients aside; null where nobody is on record.</param>
/// <param name="AfterReceipt">Whether they had been received by then.</param>
public sealed record HarmReport(Said Report, Holding? Last, bool AfterReceipt);
