using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>What one statement says an item's lot is.</summary>
/// <param name="On">The Sale or Shipment.</param>
/// <param name="Lot">The lot.</param>
/// <param name="Marking">Whether it follows from a Marking that the item is shown to be of.</param>
internal sealed record LotAnswer(Said On, SubjectKey Lot, bool Marking);

/// <summary>An item's lot: what its Marking says, else its first Sale or Shipment.</summary>
internal static class ItemLots
{
    /// <summary>Every answer that stands, by index, a Marking's before that of the statement that names it.</summary>
    public static IReadOnlyList<LotAnswer> Answers(SubjectKey item, IEnumerable<Said> own, ReadHistories read) =>
        [.. own.Where(said => said.Stands).OrderBy(said => said.Entry.Position).SelectMany(said => AnswersOf(item, said, read))];

    /// <summary>The answer that counts.</summary>
    public static SubjectKey? Decide(IReadOnlyList<LotAnswer> answers) =>
        (answers.FirstOrDefault(answer => answer.Marking) ?? (answers.Count > 0 ? answers[0] : null))?.Lot;

    /// <summary>What a Sale or Shipment says of the Marking.</summary>
    public static Marked? MarkedOf(Said said) => said.Message.Sale?.Marked ?? said.Message.Shipment?.Marked;

    private static IEnumerable<LotAnswer> AnswersOf(SubjectKey item, Said said, ReadHistories read)
    {
        var named = said.Message.Sale?.Lot ?? said.Message.Shipment?.Lot ?? "";
        if (MarkedOf(said) is { } marked && read.Find(Said.Reference(marked.Marking)) is { } marking
            && marking.Entry.Statement.Subject is { Kind: SubjectKind.Lot } lot && lot.Product == item.Product)
        {
            var shown = MarkedItems.Check(item, marked, marking) == MarkedStanding.Shown;
            if (shown || named.Length == 0)
            {
                yield return new LotAnswer(said, lot, shown);
            }
        }

        if (named.Length > 0 && item.Product is { } product)
        {
            yield return new LotAnswer(said, SubjectKey.ForLot(product, named), Marking: false);
        }
    }
}
