using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>One way of a parcel: from a Shipment to the first Receipt or return after it. Parcel codes are used again after a time.</summary>
/// <param name="Shipment">What it begins with; null where the parcel's own history tells of a journey that no Shipment was read for.</param>
/// <param name="Steps">What happened between, by time.</param>
/// <param name="End">The Receipt or return that ends it; null as long as it is under way.</param>
/// <param name="FurtherReceipts">Receipts said after the end that no other journey can account for.</param>
public sealed record Journey(Said? Shipment, IReadOnlyList<Said> Steps, Said? End, IReadOnlyList<Said> FurtherReceipts)
{
    /// <summary>When it begins.</summary>
    public Moment Start => (Shipment ?? Steps[0]).Moment;

    /// <summary>The Receipts that stand, by time, further ones included.</summary>
    public IEnumerable<Said> Receipts => Steps.Concat(FurtherReceipts).Where(said => said.IsReceipt).OrderBy(said => said.Moment);

    /// <summary>That it was put into a locker or station, where it lies since; null where it does not, or moved on.</summary>
    public Said? Waits => End is null && Steps.LastOrDefault(said => said.Stands && said.Kind == Statement.PayloadOneofCase.Transit) is { Message.Transit.Activity: TransitActivity.Placed } placed ? placed : null;

    /// <summary>Who carries it at last, as far as it says: the party that took it over, else the courier that spoke last, else the one named.</summary>
    public string Courier => Steps
        .Where(said => said.Stands && said.Relayed is null && said.Kind is Statement.PayloadOneofCase.Transit or Statement.PayloadOneofCase.Receipt)
        .Select(said => said.Message.Transit?.NextCourier is { Length: > 0 } next ? next : said.Party)
        .LastOrDefault() ?? Shipment?.Message.Shipment.Courier ?? "";
}
