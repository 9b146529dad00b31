using Trace.Domain.Barcodes;
using Trace.Domain.Products;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>The journey: six steps, each with what is on record of it, corrected statements among it.</summary>
internal static class JourneyPart
{
    private static readonly string[] s_steps = ["listed", "sold", "shipped", "received", "reviewed", "complained"];

    public static IReadOnlyList<Step> Of(Telling telling)
    {
        var events = telling.Joined.All.Where(said => said.Kind != PayloadOneofCase.Correction).ToLookup(said => StepOf(telling, said));
        return [.. s_steps.Select(key =>
        {
            var happened = events[key].OrderBy(said => said.Moment).ToList();
            return new Step(
                key,
                telling.Texts[$"step.{key}"],
                happened.Exists(said => said.Stands && !(said.Message.Listing?.Offer ?? false)),
                telling.Texts[telling.IsItem || key is "listed" or "complained" ? $"step.{key}.open" : "step.open.items"],
                [.. happened.Select(said => EventOf(telling, said))]);
        })];
    }

    private static string StepOf(Telling telling, Said said) => said.Kind switch
    {
        PayloadOneofCase.Sale => "sold",
        PayloadOneofCase.Shipment or PayloadOneofCase.Transit => "shipped",
        PayloadOneofCase.Handover => said.Entry.Statement.Subject.Kind == SubjectKind.Lot ? "listed" : "shipped",
        PayloadOneofCase.Receipt => "received",
        PayloadOneofCase.Return when telling.RootOf(said).Kind != PayloadOneofCase.ReturnRequest => "received",
        PayloadOneofCase.Opening or PayloadOneofCase.Review => "reviewed",
        PayloadOneofCase.Reply when telling.RootOf(said).Kind == PayloadOneofCase.Review => "reviewed",
        PayloadOneofCase.Reply when telling.RootOf(said).Kind is PayloadOneofCase.Inspection or PayloadOneofCase.Recall => "listed",
        PayloadOneofCase.Listing or PayloadOneofCase.Marking or PayloadOneofCase.PrinterGrant or PayloadOneofCase.Transformation or PayloadOneofCase.Recall or PayloadOneofCase.Inspection => "listed",
        _ => "complained",
    };

    private static StepEvent EventOf(Telling telling, Said said) => new(
        telling.Link(said.Entry),
        What(telling, said),
        EventFacts.Of(telling, said),
        telling.When(said.Entry),
        telling.Words.Place(said.Message),
        telling.Who(said.Entry),
        said.Relayed is { } relayed ? telling.Texts.Say("relayed", ("courier", CourierOf(telling, relayed.Courier))) : "",
        [.. said.Relays.Select(telling.Link)],
        telling.Correction(said),
        telling.FlagsOn(said.Entry));

    private static string What(Telling telling, Said said) => said.Message switch
    {
        { Transit: { } transit } => telling.Words.Code(transit.Activity),
        { Listing.Offer: true } => telling.Texts["Kind.Offer"],
        { Transformation: { } transformation } => telling.Words.Code(transformation.Process),
        _ => telling.Words.Kind(said.Kind),
    };

    // A relay names the courier's code; who that is, is registered.
    private static string CourierOf(Telling telling, string carrier) =>
        telling.Read.Context.Parties.FirstOrDefault(party => party.Value.Registration?.Carrier == carrier).Key is { } party ? telling.Words.Party(party) : carrier;
}
