using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>Complaints, reports and requests to return, with what became of each. How far one has come, and by when what falls due, is Domain's to say.</summary>
internal static class CasesPart
{
    public static IReadOnlyList<Case> Of(Telling telling)
    {
        var followed = telling.All.Where(said => Telling.Answered(said.Message) is not null).ToLookup(said => telling.RootOf(said).Identity);
        return [.. telling.All
            .Where(said => said.Kind is PayloadOneofCase.Complaint or PayloadOneofCase.Report or PayloadOneofCase.ReturnRequest)
            .OrderByDescending(said => said.Moment)
            .Select(said => CaseOf(telling, said, [.. followed[said.Identity]]))];
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

    private static Case CaseOf(Telling telling, Said said, IReadOnlyList<Said> followed) =>
        telling.Complaints.FirstOrDefault(one => one.Complaint.Identity == said.Identity) is { } complaint ? OfComplaint(telling, complaint, followed)
        : telling.Returns.FirstOrDefault(one => one.Request.Identity == said.Identity) is { } returned ? OfReturn(telling, returned, followed)
        : OfReport(telling, said, followed);

    private static Case OfComplaint(Telling telling, ComplaintCase one, IReadOnlyList<Said> followed)
    {
        var payments = one.Payments.ToList();
        var notes = new List<string>();
        if (one.Advance is { } advance)
        {
            var responsible = telling.Party(one.Responsible).Name;
            notes.Add(telling.Texts.Say(one.Settlement is null ? "case.unsettled" : "case.settled", ("platform", telling.Words.Speaker(advance.Entry)), ("who", responsible)));
        }

        return Told(telling, one.Complaint, one.IsOpen, StateOf(one.State), one.Respondent) with
        {
            Deadlines = [.. CaseTerm.Of(one, telling.Now).Select(term => DeadlineOf(telling, term))],
            Events = EventsOf(telling, [.. followed.Concat(one.Steps).DistinctBy(step => step.Identity)], [.. one.Moves.Select(move => (move.At, move.By?.Identity, StateOf(move.To), ByTime(move)))]),
            Payments = [.. payments.Select(paid => StepOf(telling, paid))],
            Notes = payments.Count > 0 ? [.. notes, telling.Texts["case.amounts"]] : notes,
        };
    }

    private static Case OfReturn(Telling telling, ReturnCase one, IReadOnlyList<Said> followed)
    {
        var isOpen = one.State is ReturnState.Requested or ReturnState.Agreed or ReturnState.Returned;
        var payments = one.Steps.Where(step => step.Stands && step.Kind == PayloadOneofCase.Refund).ToList();
        return Told(telling, one.Request, isOpen, StateOf(one.State), one.Seller) with
        {
            IsReturn = true,
            Deadlines = [.. CaseTerm.Of(one, telling.Now).Select(term => DeadlineOf(telling, term))],
            Events = EventsOf(telling, [.. followed.Concat(one.Steps).DistinctBy(step => step.Identity)], [.. one.Moves.Skip(1).Select(move => (move.At, (Hash256?)move.By.Identity, StateOf(move.To), ""))]),
            Payments = [.. payments.Select(paid => StepOf(telling, paid))],
            Notes = [.. ReturnNotes.Of(telling, one), .. payments.Count > 0 ? [telling.Texts["case.amounts"]] : (string[])[]],
        };
    }

    private static Case OfReport(Telling telling, Said said, IReadOnlyList<Said> followed)
    {
        var steps = followed.Where(step => step.Stands).ToList();
        var isOpen = said.Stands && !steps.Exists(step => step.Kind == PayloadOneofCase.Closure || step.Message.Resolution is { Outcome: not ResolutionOutcome.Forwarded });
        var state = !said.Stands ? "case.withdrawn" : !isOpen ? "case.closed" : steps.Exists(step => step.Party.Length > 0) ? "case.answered" : "case.waiting";
        return Told(telling, said, isOpen, state, said.Message.Report?.Respondent ?? "") with { Events = EventsOf(telling, followed, []) };
    }

    private static Case Told(Telling telling, Said said, bool isOpen, string state, string respondent) => new(
        telling.Link(said.Entry),
        said.Identity.ToString(),
        telling.Words.Kind(said.Kind),
        EventFacts.Of(telling, said),
        telling.When(said.Entry),
        TextOf(said.Message) is not null,
        isOpen,
        telling.Texts[state],
        respondent.Length == 0 ? null : telling.Party(respondent),
        [],
        [],
        telling.Correction(said));

    // What was said, in the log's order, and between it what time alone did.
    private static IReadOnlyList<CaseEvent> EventsOf(Telling telling, IReadOnlyList<Said> steps, IReadOnlyList<(DateTimeOffset At, Hash256? By, string State, string Text)> moves)
    {
        string StateAfter(Said step) => moves.FirstOrDefault(move => move.By == step.Identity).State is { } state ? telling.Texts[state] : "";
        var said = steps.Select(step => (At: step.Entry.RecordedAt, step.Entry.Position, Event: new CaseEvent(StepOf(telling, step), "", telling.When(step.Entry), StateAfter(step))));
        var byTime = moves.Where(move => move.By is null).Select(move => (At: UnixMicroseconds.Of(move.At), Position: long.MinValue, Event: new CaseEvent(null, telling.Texts[move.Text], telling.Time(UnixMicroseconds.Of(move.At)), telling.Texts[move.State])));
        return [.. said.Concat(byTime).OrderBy(one => one.At).ThenBy(one => one.Position).Select(one => one.Event)];
    }

    private static CaseDeadline DeadlineOf(Telling telling, CaseTerm term)
    {
        var texts = telling.Texts;
        var who = term.Who.Length > 0 ? telling.Party(term.Who) : new Named("", texts[term.Kind is CaseTermKind.Closure or CaseTermKind.ReturnParcel ? "speaker.buyer" : "case.platformItself"], false, false);
        var own = $"term.{term.Kind}.{term.State}";
        var says = texts.Has(own) ? own : term is { State: CaseTermState.Missed, DoneAt: not null } ? "term.late" : $"term.{term.State}";
        return new CaseDeadline(texts[$"term.{term.Kind}"], who, telling.Time(UnixMicroseconds.Of(term.DueBy)), term.State.ToString().ToLowerInvariant(), texts[says]);
    }

    private static string ByTime(CaseMove move) => move.By is not null ? "" : move.To switch
    {
        CaseState.Reminded => "time.reminded",
        CaseState.WithPlatform => "time.platform",
        _ => "time.offered",
    };

    private static string StateOf(CaseState state) => state switch
    {
        CaseState.WithRespondent => "case.waiting",
        CaseState.Reminded => "case.overdue",
        CaseState.WithPlatform => "case.platform",
        CaseState.Offered => "case.offered",
        CaseState.Answered => "case.answered",
        CaseState.PaidInAdvance => "case.advanced",
        CaseState.Resolved => "case.resolved",
        CaseState.Withdrawn => "case.withdrawn",
        _ => "case.closed",
    };

    private static string StateOf(ReturnState state) => $"return.{state}";

    private static Commitment? TextOf(Statement message)
    {
        var payload = Statement.Descriptor.FindFieldByNumber((int)message.PayloadCase);
        return payload?.MessageType.FindFieldByName("text") is { } text ? text.Accessor.GetValue((IMessage)payload.Accessor.GetValue(message)) as Commitment : null;
    }
}
