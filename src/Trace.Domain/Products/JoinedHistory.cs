using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Domain.Products;

/// <summary>
/// What is shown of an item, parcel, lot or product: its own history read together with those of its lot, of its product, and of the parcels that
/// carried it, each parcel's from its Shipment to the end of that journey. A pure fold: the same entries give the same history in whatever
/// order they were read.
/// </summary>
public sealed class JoinedHistory
{
    private JoinedHistory(SubjectKey subject, ReadHistories read)
    {
        Subject = subject;
        Read = read;
        Own = subject.Is(SubjectKind.Parcel) ? Relays.Folded(read.Of(subject.Value)) : read.Of(subject.Value);
        Answers = subject.Kind == SubjectKind.Item ? ItemLots.Answers(subject, Own, read) : [];
        Lots = LotsOf(subject);
        Products = [.. (subject.Product is { } product ? [product] : Goods.LinesOf(Own).Select(line => line.Product!)).Distinct()];
        Journeys = Trace.Domain.Products.Journeys.Of(subject, read);
        All = Everything();
    }

    /// <summary>Whose history it is.</summary>
    public SubjectKey Subject { get; }

    /// <summary>Its own statements by index; of a parcel with relays folded.</summary>
    public IReadOnlyList<Said> Own { get; }

    /// <summary>The item's lot, or the lot itself, or the lots that a parcel's lines name.</summary>
    public IReadOnlyList<SubjectKey> Lots { get; }

    /// <summary>The product, or those that a parcel's lines name.</summary>
    public IReadOnlyList<SubjectKey> Products { get; }

    /// <summary>The ways of the parcels, in order of their beginning.</summary>
    public IReadOnlyList<Journey> Journeys { get; }

    /// <summary>Everything that is joined, by index, each statement once.</summary>
    public IReadOnlyList<Said> All { get; }

    /// <summary>What the item's Sales and Shipments say its lot is.</summary>
    internal IReadOnlyList<LotAnswer> Answers { get; }

    /// <summary>All that was read, joined or not.</summary>
    internal ReadHistories Read { get; }

    /// <summary>Joins what was read.</summary>
    /// <param name="subject">A product, lot, item or parcel.</param>
    /// <param name="read">By subject, what <see cref="SubjectsNeeded"/> asks for; what is missing is taken for empty, what is more is not joined.</param>
    public static JoinedHistory Of(SubjectKey subject, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> read)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(read);
        return new JoinedHistory(subject, new ReadHistories(read));
    }

    /// <summary>The statements of a lot's or product's history that is joined.</summary>
    internal IReadOnlyList<Said> HistoryOf(SubjectKey subject) => Read.Of(subject.Value);

    /// <summary>What happened to the goods themselves, by time: own statements that stand and the steps of the journeys.</summary>
    internal IEnumerable<Said> Happened() =>
        Own.Concat(Journeys.SelectMany(journey => journey.Steps.Concat(journey.FurtherReceipts))).Where(said => said.Stands).DistinctBy(said => said.Identity).OrderBy(said => said.Moment);

    /// <summary>The journey that a statement is a step of.</summary>
    internal Journey? JourneyOf(Said said) => Journeys.FirstOrDefault(journey =>
        journey.Shipment?.Identity == said.Identity || journey.Steps.Concat(journey.FurtherReceipts).Any(step => step.Identity == said.Identity));

    /// <summary>The products and lots that a statement which happened to the goods concerns.</summary>
    internal IEnumerable<SubjectKey> GoodsOf(Said said)
    {
        if (!Subject.Is(SubjectKind.Parcel))
        {
            return Lots.Concat(Products);
        }

        var lines = Goods.LinesOf([said]).ToList();
        if (lines.Count == 0)
        {
            var content = JourneyOf(said)?.Shipment ?? Own.Where(sale => sale.IsSale && sale.Moment <= said.Moment).MaxBy(sale => sale.Moment);
            lines = [.. Goods.LinesOf(content is null ? [] : [content])];
        }

        return lines.SelectMany(Goods.WithProduct).Distinct();
    }

    private List<SubjectKey> LotsOf(SubjectKey subject) => subject.Kind switch
    {
        SubjectKind.Lot => [subject],
        SubjectKind.Item => ItemLots.Decide(Answers) is { } lot ? [lot] : [],
        SubjectKind.Product => [],
        _ => [.. Goods.LinesOf(Own).Where(line => line.Kind == SubjectKind.Lot)],
    };

    private List<Said> Everything()
    {
        var steps = Journeys.SelectMany(journey => journey.Steps.Concat(journey.FurtherReceipts)).DistinctBy(said => said.Identity).ToList();
        var shown = steps.SelectMany(said => said.Relays).Select(relay => relay.Statement.Identity).ToHashSet();

        // Of a parcel's history only what belongs to the journey, and what was corrected of that.
        var corrections = steps.Select(said => Read.Find(said.Correction?.Statement.Identity)).OfType<Said>();
        return [.. steps
            .Concat(Own)
            .Concat(Lots.Concat(Products).SelectMany(HistoryOf))
            .Concat(corrections)
            .Where(said => !shown.Contains(said.Identity))
            .DistinctBy(said => said.Identity)
            .OrderBy(said => said.Entry.Position)];
    }
}
