using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>Who answers for the goods: each party that had a part in them, by what it did.</summary>
internal static class PartiesPart
{
    public static IReadOnlyList<PartyCard> Of(Telling telling)
    {
        var parts = new List<(string Party, string Part)>();
        foreach (var said in telling.Joined.All)
        {
            var entry = said.Entry;
            foreach (var speaker in said.Relays.Prepend(entry))
            {
                parts.Add((speaker.Statement.Message.Party, PartOf(speaker.Statement.Message)));
            }
        }

        return [.. parts.Where(part => part.Party.Length > 0 && part.Part.Length > 0)
            .GroupBy(part => part.Party)
            .Select(party => CardOf(telling, party.Key, [.. party.Select(part => part.Part).Distinct().Order(StringComparer.Ordinal)]))
            .OrderBy(card => Rank(parts, card.Party.Subject))];
    }

    /// <summary>A party as it is shown, on its own page too.</summary>
    public static PartyCard CardOf(Telling telling, string party, IReadOnlyList<string> parts) =>
        PartyFacts.CardOf(party, telling.Read.Parties.GetValueOrDefault(party, []), telling.Read.Context.Parties.GetValueOrDefault(party), telling, [.. parts.Select(part => telling.Texts[$"part.{part}"])]);

    private static string PartOf(Statement message) => message.PayloadCase switch
    {
        Statement.PayloadOneofCase.Listing => message.Listing.Offer ? "3seller" : "1producer",
        Statement.PayloadOneofCase.Transformation => "2maker",
        Statement.PayloadOneofCase.Marking => "7printer",
        Statement.PayloadOneofCase.Sale => "3seller",
        Statement.PayloadOneofCase.Shipment => "4sender",
        Statement.PayloadOneofCase.Transit => message.Transit.Relayed is null ? "5courier" : "6relay",
        Statement.PayloadOneofCase.Receipt => message.Receipt.Relayed is null ? "5courier" : "6relay",
        Statement.PayloadOneofCase.Inspection => "8inspector",
        _ => "",
    };

    private static string Rank(List<(string Party, string Part)> parts, string party) =>
        parts.Where(part => part.Party == party && part.Part.Length > 0).Select(part => part.Part).Min(StringComparer.Ordinal)!;
}
