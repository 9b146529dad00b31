using Trace.Domain.Complaints;
using Trace.Domain.Products;
using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>Whether a pledge was kept, as far as the record shows: of these goods, or on a party's page of all that it was asked for. Of most it shows nothing.</summary>
internal static class Pledges
{
    /// <summary>In words, and how grave it is.</summary>
    public static (string Text, Gravity Gravity) Kept(Pledge pledge, string party, Telling telling) => pledge.Kind switch
    {
        PledgeKind.ReturnDays => Say(telling, [.. telling.Returns.Where(one => one.Seller == party && one.IsOfRight && one.State is not (ReturnState.Withdrawn or ReturnState.Lapsed)).Select(one => OfReturn(one, telling.Now))]),
        PledgeKind.AnswerWithin => Say(telling, [.. telling.Complaints.Where(one => one.Respondent == party && one.State != CaseState.Withdrawn).Select(one => OfAnswer(one, TimeSpan.FromDays(pledge.Days), telling.Now)).OfType<Outcome>()]),
        PledgeKind.Genuine => OfGenuine(telling),
        _ => (telling.Texts["kept.unknown"], Gravity.Note),
    };

    private enum Outcome
    {
        Kept,
        Waiting,
        ReturnLate,
        Late,
        Refused,
    }

    private static Outcome OfReturn(ReturnCase one, DateTimeOffset now) =>
        one.State == ReturnState.Refused ? Outcome.Refused
        : CaseTerm.Of(one, now).Any(term => term.State == CaseTermState.Missed && term.Kind != CaseTermKind.ReturnParcel) ? Outcome.ReturnLate
        : one.State == ReturnState.Refunded ? Outcome.Kept : Outcome.Waiting;

    // What was over before its time, or answered by others, needed no answer. The answers of others keep nobody's pledge.
    private static Outcome? OfAnswer(ComplaintCase one, TimeSpan within, DateTimeOffset now)
    {
        var due = one.FiledAt + within;
        var own = one.OwnAnswer is { } answer ? DateTimeOffset.UnixEpoch.AddMicroseconds(answer.Entry.RecordedAt) : (DateTimeOffset?)null;
        return own <= due ? Outcome.Kept
            : one.OthersAnsweredAt <= due || (one.State == CaseState.Closed && one.Since <= due) ? null
            : now > due ? Outcome.Late : Outcome.Waiting;
    }

    private static (string, Gravity) Say(Telling telling, IReadOnlyList<Outcome> outcomes)
    {
        var texts = telling.Texts;
        if (outcomes.Count == 0)
        {
            return (texts[telling.Subject.Kind == Domain.Barcodes.SubjectKind.Party ? "kept.neverAsked" : "kept.notAsked"], Gravity.Note);
        }

        var (text, gravity) = outcomes.Max() switch
        {
            Outcome.Refused => ("kept.refused", Gravity.Caution),
            Outcome.Late => ("kept.late", Gravity.Caution),
            Outcome.ReturnLate => ("kept.returnLate", Gravity.Caution),
            Outcome.Waiting when outcomes.All(one => one == Outcome.Waiting) => ("kept.waiting", Gravity.Note),
            _ => ("kept.yes", Gravity.Good),
        };
        var decided = outcomes.Count(one => one != Outcome.Waiting);
        return (decided > 1 ? $"{texts[text]}{texts.Say("kept.counts", ("kept", outcomes.Count(one => one == Outcome.Kept)), ("all", decided))}" : texts[text], gravity);
    }

    private static (string, Gravity) OfGenuine(Telling telling)
    {
        var disputed = telling.Complaints.Where(one => one.Complaint.Message.Complaint.Category == ComplaintCategory.Counterfeit && one.State != CaseState.Withdrawn).ToList();
        var reports = telling.All.Where(said => said.Stands && said.Message.Report?.Category == ReportCategory.Counterfeit).ToList();
        var upheld = disputed.Exists(one => one.Decision is { } decision && IsUpheld(decision)) || telling.All.Any(said => said.Stands && IsUpheld(said) && reports.Contains(telling.RootOf(said)));
        return upheld ? (telling.Texts["kept.broken"], Gravity.Danger)
            : disputed.Count + reports.Count > 0 ? (telling.Texts["kept.disputed"], Gravity.Caution)
            : (telling.Texts["kept.nothingAgainst"], Gravity.Note);
    }

    private static bool IsUpheld(Said said) => said.Message.Resolution is { Outcome: ResolutionOutcome.Upheld or ResolutionOutcome.PartlyUpheld };
}
