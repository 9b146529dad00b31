using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>What a statement says beside its kind, time, place and speaker, in a few words each.</summary>
internal static class EventFacts
{
    public static IReadOnlyList<Shown> Of(Telling telling, Said said) => [.. All(telling, said, said.Message).Where(fact => fact.Text.Length > 0)];

    private static IEnumerable<Shown> All(Telling telling, Said said, Statement message)
    {
        var (texts, words) = (telling.Texts, telling.Words);
        switch (message.PayloadCase)
        {
            case PayloadOneofCase.Listing:
                var of = said.Entry.Statement.Subject.Lot;
                yield return of is null ? texts["fact.ofProduct"] : texts.Say("fact.ofLot", ("lot", of));
                break;
            case PayloadOneofCase.Marking:
                yield return message.Marking.Count > 0 ? texts.Say("fact.marked", ("n", message.Marking.Count)) : texts["fact.sealed"];
                break;
            case PayloadOneofCase.PrinterGrant:
                yield return texts.Say("fact.printer", ("who", words.Party(message.PrinterGrant.Printer)));
                break;
            case PayloadOneofCase.Transformation:
                yield return message.Transformation.Yield is { } yield ? texts.Say("fact.yield", ("amount", words.Amount(yield))) : texts["fact.sealed"];
                break;
            case PayloadOneofCase.Handover:
                yield return texts.Say("fact.giver", ("who", words.Party(message.Handover.Giver)));
                yield return words.Code(message.Handover.Condition);
                break;
            case PayloadOneofCase.Sale:
                yield return message.Sale.Confirms.IsEmpty ? "" : texts["fact.confirms"];
                yield return message.Sale.Lot.Length > 0 ? texts.Say("fact.ofLot", ("lot", message.Sale.Lot)) : "";
                yield return message.Sale.Quantity is { } sold ? words.Amount(sold) : "";
                yield return message.Sale.Marked is null ? "" : texts["fact.ofRoll"];
                break;
            case PayloadOneofCase.Shipment:
                var shipment = message.Shipment;
                yield return shipment.From.Length > 0 && shipment.To.Length > 0 ? texts.Say("fact.fromTo", ("from", words.RegionName(shipment.From)), ("to", words.RegionName(shipment.To))) : "";
                yield return shipment.Courier.Length > 0 ? texts.Say("fact.carrier", ("who", words.Party(shipment.Courier))) : "";
                break;
            case PayloadOneofCase.Transit:
                yield return message.Transit.NextCourier.Length > 0 ? texts.Say("fact.next", ("who", words.Party(message.Transit.NextCourier))) : "";
                break;
            case PayloadOneofCase.Receipt:
                yield return words.Code(message.Receipt.Manner);
                yield return message.Receipt.Agreed == Agreed.Yes ? "" : words.Code(message.Receipt.Agreed);
                break;
            case PayloadOneofCase.Recall:
                yield return words.Code(message.Recall.Reason);
                yield return words.Code(message.Recall.Hazard);
                break;
            case PayloadOneofCase.Inspection:
                yield return words.Code(message.Inspection.Result);
                break;
            case PayloadOneofCase.Review:
                yield return texts.Say("fact.rating", ("n", message.Review.Rating));
                yield return words.Code(message.Review.Stage);
                break;
            case PayloadOneofCase.Complaint:
                yield return words.Code(message.Complaint.Category);
                yield return texts.Say("fact.wants", ("remedy", words.Code(message.Complaint.Remedy)));
                break;
            case PayloadOneofCase.Report:
                yield return words.Code(message.Report.Category);
                break;
            case PayloadOneofCase.Reply:
                yield return words.Code(message.Reply.Outcome);
                break;
            case PayloadOneofCase.Escalation:
                yield return words.Code(message.Escalation.Reason);
                break;
            case PayloadOneofCase.Resolution:
                yield return words.Code(message.Resolution.Outcome);
                break;
            case PayloadOneofCase.Compensation:
                yield return words.Code(message.Compensation.Outcome);
                break;
            case PayloadOneofCase.Refund:
                yield return words.Code(message.Refund.Outcome);
                break;
            case PayloadOneofCase.ReturnRequest:
                yield return words.Code(message.ReturnRequest.Reason);
                break;
            case PayloadOneofCase.Return:
                yield return words.Code(message.Return.Outcome);
                break;
            case PayloadOneofCase.Closure:
                yield return words.Code(message.Closure.Outcome);
                break;
        }
    }
}
