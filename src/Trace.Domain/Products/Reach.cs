using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>By what a province is known.</summary>
public enum ReachPlace
{
    /// <summary>It is not.</summary>
    NotSaid,

    /// <summary>By the Receipt.</summary>
    Received,

    /// <summary>By the Shipment alone: it was sent there.</summary>
    SentTo,
}

/// <summary>How far one item or parcel came.</summary>
/// <param name="Subject">The item or parcel.</param>
/// <param name="IsCertain">Whether its lot was named; where it was not, it may be of the lot or not.</param>
/// <param name="Stage">How far it came, recall or not.</param>
/// <param name="Seller">Who sold it; empty where no Sale stands.</param>
/// <param name="Province">GB/T 2260, or as the statement has it; empty where none is said.</param>
/// <param name="PlaceBy">By what that is known.</param>
/// <param name="Sold">The newest Sale that stands.</param>
/// <param name="Shipped">The newest Shipment that stands.</param>
/// <param name="Received">The newest Receipt that stands.</param>
/// <param name="Opened">The first Opening.</param>
/// <param name="Returned">The newest return that stands, of what did not go out again.</param>
/// <param name="Parcels">What carried it.</param>
public sealed record ReachedSubject(
    SubjectKey Subject, bool IsCertain, Stage Stage, string Seller, string Province, ReachPlace PlaceBy, Said? Sold, Said? Shipped, Said? Received, Said? Opened, Said? Returned, IReadOnlyList<string> Parcels)
{
    /// <summary>Folds its history.</summary>
    /// <param name="history">Of an item or parcel.</param>
    /// <param name="isCertain">Whether its lot was named.</param>
    public static ReachedSubject Of(JoinedHistory history, bool isCertain)
    {
        ArgumentNullException.ThrowIfNull(history);
        var state = ProductState.Of(history);
        var happened = history.Happened().ToList();
        var shipped = happened.FindLast(said => said.Message.Shipment is not null);
        var received = happened.FindLast(said => said.IsReceipt);
        var (province, by) = received?.Region is { } there && there != default ? (there.Province.Code, ReachPlace.Received)
            : Region.TryParse(shipped?.Message.Shipment.To, out var to, out _) ? (to.Province.Code, ReachPlace.SentTo)
            : ("", ReachPlace.NotSaid);
        return new ReachedSubject(
            history.Subject,
            isCertain,
            state.Reached,
            state.Seller,
            province,
            by,
            happened.FindLast(said => said.IsSale),
            shipped,
            received,
            happened.Find(said => said.Message.Opening is not null),
            state.Reached == Stage.Returned ? happened.FindLast(said => said.IsReturn) : null,
            [.. history.Journeys.Select(journey => journey.Shipment).OfType<Said>().Select(Journeys.ParcelOf).Distinct()]);
    }
}

/// <summary>A province and what came of the goods there.</summary>
/// <param name="Province">Its code; empty for where none is said.</param>
/// <param name="All">How many items and parcels.</param>
/// <param name="Received">Of these received.</param>
/// <param name="Opened">Of these opened.</param>
/// <param name="Returned">Of these returned.</param>
public sealed record ReachedProvince(string Province, int All, int Received, int Opened, int Returned);

/// <summary>A quantity of a lot that went on as a whole, whose way the log does not follow.</summary>
/// <param name="Said">The Sale, Shipment or Handover of the lot.</param>
/// <param name="Quantity">How much; null where it is sealed.</param>
public sealed record ReachedQuantity(Said Said, Quantity? Quantity);

/// <summary>Where a lot or product went: to sales, parcels, provinces; what was received, opened, returned; and what nobody said.</summary>
/// <param name="Subject">The lot or product, or one item or parcel.</param>
/// <param name="Lots">The lots, with those made of them.</param>
/// <param name="Certain">What is of it.</param>
/// <param name="Possible">What may be of it: the same product, of a lot that nobody named.</param>
/// <param name="Quantities">What of the lots went on by quantity.</param>
/// <param name="Marked">How many items were marked in its lots, where that is open; null where none were marked, or the count of some is sealed.</param>
public sealed record Reach(
    SubjectKey Subject, IReadOnlyList<string> Lots, IReadOnlyList<ReachedSubject> Certain, IReadOnlyList<ReachedSubject> Possible, IReadOnlyList<ReachedQuantity> Quantities, long? Marked)
{
    /// <summary>Folds what was found and read.</summary>
    /// <param name="subject">Where the search began.</param>
    /// <param name="search">The search, with nothing wanted any more.</param>
    /// <param name="lots">By lot, its own entries.</param>
    /// <param name="histories">The joined histories of what was found, as many as were read.</param>
    public static Reach Of(SubjectKey subject, ReachSearch search, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> lots, IEnumerable<JoinedHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(lots);
        var said = lots.Where(lot => search.Lots.Contains(lot.Key)).OrderBy(lot => lot.Key, StringComparer.Ordinal).SelectMany(lot => Corrections.Applied(lot.Value)).Where(one => one.Stands).ToList();
        var reached = histories.Select(history => ReachedSubject.Of(history, search.Certain.Contains(history.Subject.Value)))
            .Where(one => one.Sold is not null || one.Shipped is not null || one.Received is not null || one.Returned is not null)
            .OrderBy(one => one.Subject.Value, StringComparer.Ordinal).ToList();
        var markings = said.Select(one => one.Message.Marking).OfType<Marking>().ToList();
        return new Reach(
            subject,
            [.. search.Lots.Order(StringComparer.Ordinal)],
            [.. reached.Where(one => one.IsCertain)],
            [.. reached.Where(one => !one.IsCertain)],
            [.. said.Where(one => one.Message.Sale is { Confirms.IsEmpty: true } || one.Message.Shipment is not null || one.Message.Handover is not null)
                .Select(one => new ReachedQuantity(one, one.Message.Sale?.Quantity ?? one.Message.Shipment?.Quantity ?? one.Message.Handover?.Quantity))],
            markings.Count > 0 && markings.TrueForAll(marking => marking.Count > 0) ? markings.Sum(marking => (long)marking.Count) : null);
    }

    /// <summary>How many of what is of it were sold.</summary>
    public int Sold => Certain.Count(one => one.Sold is not null);

    /// <summary>How many were sent off.</summary>
    public int Shipped => Certain.Count(one => one.Shipped is not null);

    /// <summary>How many were received.</summary>
    public int Received => Certain.Count(one => one.Received is not null);

    /// <summary>How many had their code opened.</summary>
    public int Opened => Certain.Count(one => one.Opened is not null);

    /// <summary>How many came back.</summary>
    public int Returned => Certain.Count(one => one.Returned is not null);

    /// <summary>How many were sent off, of which nobody said that they were received or came back.</summary>
    public int NotArrived => Certain.Count(one => one is { Shipped: not null, Received: null, Returned: null });

    /// <summary>How many of which no province is said.</summary>
    public int NoProvince => Certain.Count(one => one.PlaceBy == ReachPlace.NotSaid);

    /// <summary>How many items were marked of which nothing was recorded since: unsold, or sold without a record. Null where that can't be said.</summary>
    public long? MarkedAndSilent => Marked is { } marked ? Math.Max(0, marked - Certain.Count(one => one.Subject.Kind == SubjectKind.Item)) : null;

    /// <summary>By province, the most first, what is not said last.</summary>
    public IReadOnlyList<ReachedProvince> Provinces =>
    [
        .. Certain.GroupBy(one => one.Province)
            .Select(there => new ReachedProvince(there.Key, there.Count(), there.Count(one => one.Received is not null), there.Count(one => one.Opened is not null), there.Count(one => one.Returned is not null)))
            .OrderBy(there => there.Province.Length == 0).ThenByDescending(there => there.All).ThenBy(there => there.Province, StringComparer.Ordinal),
    ];
}
