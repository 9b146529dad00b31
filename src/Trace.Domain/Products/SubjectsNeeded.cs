using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>What is still to be read before a history can be joined.</summary>
/// <param name="Subjects">Subjects whose histories are to be read.</param>
/// <param name="Statements">Identities of statements that stand in histories nobody can name yet: find them, and read their subjects.</param>
/// <param name="NamedBy">
/// Parcels and lots for which the store is asked which histories name them, as previous_year_parcel or as a Transformation's input, and these
/// are to be read as well. Always the whole answer, as nobody can see in what was read whether it was asked.
/// </param>
public sealed record SubjectsNeeded(IReadOnlySet<string> Subjects, IReadOnlySet<Hash256> Statements, IReadOnlySet<string> NamedBy)
{
    /// <summary>What is to be read further. Ask again after reading it, until a round brings nothing new; four rounds do for any history.</summary>
    /// <param name="subject">Whose history is shown.</param>
    /// <param name="read">What was read so far, by subject; a subject without entries has an empty list.</param>
    public static SubjectsNeeded For(SubjectKey subject, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> read)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(read);
        var histories = new ReadHistories(read);
        var own = histories.Of(subject.Value);
        var parcels = own.Where(said => said.Message.Shipment is not null).Select(Journeys.ParcelOf).ToHashSet();
        if (subject.Is(SubjectKind.Parcel))
        {
            parcels.Add(subject.Value);
        }

        var group = parcels.SelectMany(histories.ParcelGroup).ToHashSet();
        var lots = Lots(subject, own, histories).ToHashSet();
        var subjects = group.Concat(lots).Append(subject.Value).Concat(Products(subject, own)).Where(key => !histories.Has(key));
        var statements = own.Select(ItemLots.MarkedOf).OfType<Marked>().Select(marked => Said.Reference(marked.Marking))
            .Concat(group.SelectMany(histories.Of).Select(Journeys.Named))
            .OfType<Hash256>()
            .Where(identity => histories.Find(identity) is null);
        return new SubjectsNeeded(subjects.ToHashSet(), statements.ToHashSet(), lots.Concat(parcels).ToHashSet());
    }

    private static IEnumerable<string> Lots(SubjectKey subject, IReadOnlyList<Said> own, ReadHistories read) => subject.Kind switch
    {
        SubjectKind.Lot => [subject.Value],
        SubjectKind.Item => ItemLots.Answers(subject, own, read).Select(answer => answer.Lot.Value),
        _ => Goods.LinesOf(own).Where(line => line.Kind == SubjectKind.Lot).Select(line => line.Value),
    };

    private static IEnumerable<string> Products(SubjectKey subject, IReadOnlyList<Said> own) => subject.Product is { } product
        ? [product.Value]
        : Goods.LinesOf(own).Select(line => line.Product!.Value);
}
