using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>Whether a pledge was kept for these goods, as far as the record shows; of most it shows nothing.</summary>
internal static class Pledges
{
    /// <summary>The name of the text that says so, and how grave it is.</summary>
    public static (string Text, Gravity Gravity) Kept(Pledge pledge, string party, Telling telling) => pledge.Kind switch
    {
        PledgeKind.ReturnDays => OfReturns(telling, party),
        PledgeKind.AnswerWithin => OfAnswers(telling, party, pledge.Days),
        PledgeKind.Genuine => OfGenuine(telling),
        _ => ("kept.unknown", Gravity.Note),
    };

    private static (string, Gravity) OfReturns(Telling telling, string party)
    {
        var requests = telling.Joined.Own.Where(said => said.Stands && said.Message.ReturnRequest is not null).ToList();
        var answers = telling.Joined.Own.Where(said => said.Stands && said.Party == party && said.Message.Return is not null && requests.Contains(telling.RootOf(said))).ToList();
        return requests.Count == 0 ? ("kept.notAsked", Gravity.Note)
            : answers.Exists(said => said.Message.Return.Outcome == ReturnOutcome.Rejected) ? ("kept.refused", Gravity.Caution)
            : answers.Count > 0 ? ("kept.yes", Gravity.Good)
            : ("kept.waiting", Gravity.Note);
    }

    private static (string, Gravity) OfAnswers(Telling telling, string party, uint days)
    {
        var complaints = telling.Joined.Own.Where(said => said.Stands && said.Message.Complaint?.Respondent == party).ToList();
        if (complaints.Count == 0)
        {
            return ("kept.notAsked", Gravity.Note);
        }

        var within = TimeSpan.FromDays(days);
        var first = complaints.ConvertAll(complaint => (Complaint: complaint, Reply: telling.Joined.Own.FirstOrDefault(said => said.Stands && said.Message.Reply is { } reply && telling.Find(reply.Answers) == complaint)));
        return first.Exists(one => one.Reply is null && telling.Now - DateTimeOffset.UnixEpoch.AddMicroseconds(one.Complaint.Message.Time) > within) || first.Exists(one => one.Reply is { } reply && reply.Moment.Since(one.Complaint.Moment) > within)
            ? ("kept.late", Gravity.Caution)
            : first.Exists(one => one.Reply is null) ? ("kept.waiting", Gravity.Note) : ("kept.yes", Gravity.Good);
    }

    private static (string, Gravity) OfGenuine(Telling telling)
    {
        var claims = telling.Joined.All.Where(said => said.Stands && (said.Message.Complaint?.Category == ComplaintCategory.Counterfeit || said.Message.Report?.Category == ReportCategory.Counterfeit)).ToList();
        var upheld = telling.Joined.All.Any(said => said.Stands && said.Message.Resolution is { Outcome: ResolutionOutcome.Upheld or ResolutionOutcome.PartlyUpheld } && claims.Contains(telling.RootOf(said)));
        return upheld ? ("kept.broken", Gravity.Danger) : claims.Count > 0 ? ("kept.disputed", Gravity.Caution) : ("kept.nothingAgainst", Gravity.Note);
    }
}
