using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>Complaints, reports and requests to return, with what became of each.</summary>
internal static class CasesPart
{
    public static IReadOnlyList<Case> Of(Telling telling)
    {
        var followed = telling.All.Where(said => Telling.Answered(said.Message) is not null).ToLookup(said => telling.RootOf(said).Identity);
        return [.. telling.All
            .Where(said => said.Kind is PayloadOneofCase.Complaint or PayloadOneofCase.Report or PayloadOneofCase.ReturnRequest)
            .OrderByDescending(said => said.Moment)
            .Select(said => CaseOf(telling, said, [.. followed[said.Identity].OrderBy(step => step.Entry.Position)]))];
    }

    /// <summary>A step of a case, or a reply to a review.</summary>
    public static CaseStep StepOf(Telling telling, Said said) => new(
        telling.Link(said.Entry),
        said.Identity.ToString(),
        string.Join(telling.Texts["list.dot"], EventFacts.Of(telling, said).Select(fact => fact.Text).Prepend(telling.Words.Kind(said.Kind))),
        telling.Who(said.Entry),
        telling.When(said.Entry),
        TextOf(said.Message) is not null,
        telling.Correction(said));

    private static Case CaseOf(Telling telling, Said said, IReadOnlyList<Said> steps)
    {
        var complaint = telling.Complaints.FirstOrDefault(one => one.Complaint.Identity == said.Identity);
        var isOpen = complaint?.IsOpen ?? (said.Stands && !steps.Any(step => step.Stands && Closes(said, step)));
        var answered = steps.Any(step => step.Stands && step.Party.Length > 0);
        var state = !said.Stands ? "case.withdrawn" : complaint is not null ? StateOf(complaint.State) : !isOpen ? "case.closed" : answered ? "case.answered" : "case.waiting";
        var respondent = said.Message.Complaint?.Respondent ?? said.Message.Report?.Respondent;
        return new Case(
            telling.Link(said.Entry),
            said.Identity.ToString(),
            telling.Words.Kind(said.Kind),
            EventFacts.Of(telling, said),
            telling.When(said.Entry),
            TextOf(said.Message) is not null,
            isOpen,
            telling.Texts[state],
            string.IsNullOrEmpty(respondent) ? null : telling.Party(respondent),
            complaint?.State is CaseState.WithRespondent or CaseState.Reminded or CaseState.WithPlatform or CaseState.Offered ? [.. DeadlinesOf(telling, complaint)] : [],
            [.. steps.Select(step => StepOf(telling, step))],
            telling.Correction(said));
    }

    // Who must answer by when is Domain's to say.
    private static IEnumerable<(string Name, When When, bool IsOver)> DeadlinesOf(Telling telling, ComplaintCase one)
    {
        yield return Deadline(telling, "deadline.first", one.RemindAt);
        yield return Deadline(telling, "deadline.platform", one.PlatformAt);
        yield return Deadline(telling, "deadline.offer", one.OfferUntil);
    }

    private static string StateOf(CaseState state) => state switch
    {
        CaseState.WithRespondent or CaseState.Reminded => "case.waiting",
        CaseState.WithPlatform => "case.platform",
        CaseState.Offered => "case.offered",
        CaseState.Answered => "case.answered",
        CaseState.PaidInAdvance => "case.advanced",
        CaseState.Resolved => "case.resolved",
        CaseState.Withdrawn => "case.withdrawn",
        _ => "case.closed",
    };

    private static (string Name, When When, bool IsOver) Deadline(Telling telling, string name, DateTimeOffset end) =>
        (telling.Texts[name], telling.Time((end - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond), end < telling.Now);

    private static bool Closes(Said opened, Said step) => step.Kind == PayloadOneofCase.Closure
        || step.Message.Resolution is { Outcome: not ResolutionOutcome.Forwarded }
        || (opened.Kind == PayloadOneofCase.ReturnRequest && (step.Kind is PayloadOneofCase.Return or PayloadOneofCase.Refund || step.Message.Reply?.Outcome == ReplyOutcome.Refused));

    private static Commitment? TextOf(Statement message)
    {
        var payload = Statement.Descriptor.FindFieldByNumber((int)message.PayloadCase);
        return payload?.MessageType.FindFieldByName("text") is { } text ? text.Accessor.GetValue((IMessage)payload.Accessor.GetValue(message)) as Commitment : null;
    }
}
