using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>Whether the goods are genuine and safe, as far as the record shows.</summary>
internal static class SafetyPart
{
    public static Safety Of(Telling telling, IReadOnlyList<Case> cases)
    {
        var recalls = Recalls(telling).ToList();
        var check = CheckOf(telling);
        var warnings = FlagWarnings.Of(telling).Concat(Others(telling)).Concat(OfCases(telling, cases)).OrderByDescending(warning => warning.Gravity).ToList();
        var gravity = recalls.Count > 0 ? Gravity.Danger : warnings.Count > 0 ? warnings[0].Gravity : Gravity.Good;
        return new Safety(gravity, Line(telling, recalls, warnings, check), recalls, warnings, check);
    }

    private static string Line(Telling telling, List<RecallNotice> recalls, List<Warning> warnings, FirstCheck? check)
    {
        var texts = telling.Texts;
        if (recalls.Count > 0)
        {
            return texts.Say("safety.recalled", ("of", recalls[0].Of));
        }

        if (warnings.Count > 0 && warnings[0].Gravity > Gravity.Note)
        {
            return warnings.Count == 1 ? warnings[0].Title : texts.Say("safety.warnings", ("first", warnings[0].Title), ("n", warnings.Count - 1));
        }

        return check is null ? texts["safety.good"] : texts.Say("safety.goodChecked", ("check", check.Text));
    }

    private static IEnumerable<RecallNotice> Recalls(Telling telling) => telling.All
        .Where(said => said.Stands && said.Message.Recall is not null)
        .OrderByDescending(said => said.Moment)
        .Select(said =>
        {
            var recall = said.Message.Recall;
            var of = said.Entry.Statement.Subject;
            return new RecallNotice(
                telling.Link(said.Entry),
                of.Kind == SubjectKind.Lot ? telling.Texts.Say("recall.lot", ("lot", of.Lot!)) : telling.Texts["recall.product"],
                telling.Who(said.Entry),
                telling.When(said.Entry),
                telling.Words.Code(recall.Reason),
                telling.Words.Code(recall.Hazard),
                telling.Document(recall.Instructions, said.Entry, telling.Texts["document.recall"], "recall.instructions"));
        });

    private static FirstCheck? CheckOf(Telling telling)
    {
        if (!telling.IsItem)
        {
            return null;
        }

        var texts = telling.Texts;
        if (telling.Joined.Own.FirstOrDefault(said => said.Kind == PayloadOneofCase.Opening) is { } first)
        {
            return new FirstCheck(texts.Say("check.used", ("day", telling.Words.Day(first.Message.Time))), telling.When(first.Entry), telling.Link(first.Entry));
        }

        return new FirstCheck(texts[telling.Joined.Own.Any(said => said.Message.Sale?.ClaimKey is not null) ? "check.never" : "check.none"], null, null);
    }

    private static IEnumerable<Warning> OfCases(Telling telling, IReadOnlyList<Case> cases)
    {
        var open = cases.Where(one => one.IsOpen && !one.IsReturn).ToList();
        if (open.Count > 0)
        {
            yield return new Warning(null, Gravity.Caution, telling.Texts["warn.caseOpen"], telling.Texts.Say("warn.caseOpen.say", ("n", open.Count)), [.. open.Select(one => one.Entry)]);
        }
    }

    private static IEnumerable<Warning> Others(Telling telling)
    {
        var texts = telling.Texts;
        if (telling.Claimed is { } claimed && telling.Joined.Lots is [var recorded] && recorded != claimed)
        {
            yield return new Warning("ClaimedLot", Gravity.Danger, texts["warn.otherLot"], texts.Say("warn.otherLot.say", ("claimed", claimed.Lot!), ("recorded", recorded.Lot!)), []);
        }

        if (telling.Joined.Own.Count == 0 && (telling.IsItem || telling.Joined.Subject.Kind == SubjectKind.Lot))
        {
            var what = telling.IsItem ? "warn.noItem" : "warn.noLot";
            yield return new Warning("NotRecorded", Gravity.Caution, texts[what], texts[$"{what}.say"], []);
        }

        foreach (var said in telling.All.Where(said => said.Stands && said.Message.Inspection is { Result: InspectionResult.Failed or InspectionResult.Inconclusive }))
        {
            var failed = said.Message.Inspection.Result == InspectionResult.Failed;
            yield return new Warning(
                null, failed ? Gravity.Danger : Gravity.Caution, texts[failed ? "warn.inspection" : "warn.inconclusive"],
                texts.Say(failed ? "warn.inspection.say" : "warn.inconclusive.say", ("who", telling.Words.Speaker(said.Entry)), ("day", telling.Words.Day(said.Message.Time))), [telling.Link(said.Entry)]);
        }

        foreach (var party in new[] { telling.State.Listing?.Party, telling.State.Seller }.OfType<string>().Where(party => party.Length > 0).Distinct().Select(telling.Party).Where(party => party.IsSuspended))
        {
            yield return new Warning(null, Gravity.Caution, texts["warn.suspended"], texts.Say("warn.suspended.say", ("who", party.Name)), []);
        }
    }
}
