using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>Flags about an item's lot and its Marking, and about who relays.</summary>
internal static class LotFlags
{
    public static IEnumerable<Flag> TwoLots(JoinedHistory history, FlagContext context) =>
        from answer in history.Answers.DistinctBy(answer => answer.Lot).Skip(1)
        let first = history.Answers[0]
        select Flag.Of(FlagKind.TwoLots, answer.On, $"lot \"{answer.Lot.Lot}\", before \"{first.Lot.Lot}\"", first.On.Identity == answer.On.Identity ? [] : [first.On]);

    public static IEnumerable<Flag> NotShownMarked(JoinedHistory history, FlagContext context)
    {
        var claims = Claims(history);
        if (history.Subject.Kind != SubjectKind.Item || claims.Exists(claim => claim.Standing != MarkedStanding.NotShown))
        {
            yield break;
        }

        var roll = history.Lots.SelectMany(history.HistoryOf).FirstOrDefault(said => said.Stands && said.Message.Marking is not null);
        var on = claims.Count > 0 ? claims[0].On : history.Own.FirstOrDefault(said => said.Stands && (said.IsSale || said.Message.Shipment is not null));
        if (on is not null && (roll is not null || claims.Count > 0))
        {
            var detail = claims.Count > 0 ? "the path does not lead to the marking's root" : "the lot's items were marked; this one has no path";
            yield return Flag.Of(FlagKind.NotShownMarked, on, detail, roll is null ? [] : [roll]);
        }
    }

    public static IEnumerable<Flag> BeyondMarked(JoinedHistory history, FlagContext context) =>
        from claim in Claims(history)
        where claim.Standing == MarkedStanding.Beyond
        let marking = history.Read.Find(Said.Reference(claim.Marked.Marking))
        select Flag.Of(FlagKind.BeyondMarked, claim.On, $"index {claim.Marked.Index} of {marking.Message.Marking.Count} items marked", marking);

    // Admission refuses a relay that names a Shipment of its own; one that names none is seen only here.
    public static IEnumerable<Flag> RelayIsSender(JoinedHistory history, FlagContext context)
    {
        var makers = history.Products.SelectMany(history.HistoryOf)
            .Where(said => said.Message.Listing is { Offer: false })
            .Concat(history.Own.Where(said => said.Message.Sale is { Confirms.IsEmpty: true }))
            .Select(said => (said.Party, Said: (Said?)said))
            .Concat(history.Products.Select(product => (Party: product.Owner?.Value ?? "", Said: (Said?)null)))
            .ToList();
        return from journey in history.Journeys
               let senders = journey.Shipment is { } shipment ? makers.Prepend((Party: shipment.Party, Said: (Said?)shipment)) : makers
               from entry in journey.Steps.Concat(journey.FurtherReceipts).SelectMany(said => said.Relays.Prepend(said.Entry))
               where entry.Statement.Message.Transit?.Relayed is not null || entry.Statement.Message.Receipt?.Relayed is not null
               let sender = senders.Where(sender => context.IsSame(entry.Statement.Message.Party, sender.Party)).Take(1).ToList()
               where sender.Count > 0
               select new Flag(FlagKind.RelayIsSender, entry, sender[0].Said is { } with ? [with.Entry] : [], $"\"{sender[0].Party}\" passes on what was said of its own goods");
    }

    private static List<(Said On, Marked Marked, MarkedStanding Standing)> Claims(JoinedHistory history) =>
        [.. from said in history.Own
            where said.Stands
            let marked = ItemLots.MarkedOf(said)
            where marked is not null
            select (said, marked, MarkedItems.Check(history.Subject, marked, history.Read.Find(Said.Reference(marked.Marking))))];
}
