using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>How far a complaint has come.</summary>
public enum CaseState
{
    /// <summary>The party first asked has time to answer.</summary>
    WithRespondent,

    /// <summary>It has not answered in time for the reminder.</summary>
    Reminded,

    /// <summary>The platform answers now: time ran out, or the case was escalated.</summary>
    WithPlatform,

    /// <summary>Answered: the buyer may be content, ask further or escalate.</summary>
    Answered,

    /// <summary>Decided by a Resolution, or goods paid for.</summary>
    Resolved,

    /// <summary>Closed.</summary>
    Closed,

    /// <summary>The buyer withdrew it.</summary>
    Withdrawn,
}

/// <summary>
/// A complaint with everything that was said to it: who is asked, who answers now and by when. A pure function of the history and a time; times
/// run from when the ledger took a statement down, which no party chooses.
/// </summary>
/// <param name="Complaint">What began it.</param>
/// <param name="Steps">What rests on it, by index: Reply, Escalation, Resolution, Compensation, Refund, Closure.</param>
/// <param name="State">How far it has come.</param>
/// <param name="RemindAt">When the party first asked is reminded.</param>
/// <param name="PlatformAt">When the platform takes over; earlier where it was escalated.</param>
/// <param name="OfferOn">The working day, of China, by whose end the complainant is offered the case file for 12315.</param>
public sealed record ComplaintCase(Said Complaint, IReadOnlyList<Said> Steps, CaseState State, DateTimeOffset RemindAt, DateTimeOffset PlatformAt, DateOnly OfferOn)
{
    private const int MaxDepth = 8;

    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    private static readonly PayloadOneofCase[] s_kinds =
    [
        PayloadOneofCase.Reply, PayloadOneofCase.Escalation, PayloadOneofCase.Resolution, PayloadOneofCase.Compensation, PayloadOneofCase.Refund, PayloadOneofCase.Closure,
    ];

    /// <summary>The party first asked (首问责任).</summary>
    public string Respondent => Complaint.Message.Complaint.Respondent;

    /// <summary>When the ledger took it down.</summary>
    public DateTimeOffset FiledAt => TimeOf(Complaint);

    /// <summary>The first answer that a party gave; null as long as there is none.</summary>
    public Said? FirstAnswer => Steps.FirstOrDefault(IsAnswer);

    /// <summary>Whether the first answer came before the platform had to take over; null as long as there is none.</summary>
    public bool? IsAnsweredInTime => FirstAnswer is { } answer ? TimeOf(answer) <= PlatformAt : null;

    /// <summary>What was paid, or refused to be: Compensation and Refund that stand.</summary>
    public IEnumerable<Said> Payments => Steps.Where(step => step.Stands && step.Kind is PayloadOneofCase.Compensation or PayloadOneofCase.Refund);

    /// <summary>The end of <see cref="OfferOn"/> by China's clocks.</summary>
    public DateTimeOffset OfferUntil => EndOf(OfferOn);

    /// <summary>By when the next step is due of whoever answers now; null where nobody has to.</summary>
    public DateTimeOffset? DueBy => State switch
    {
        CaseState.WithRespondent => RemindAt,
        CaseState.Reminded => PlatformAt,
        CaseState.WithPlatform => OfferUntil,
        _ => null,
    };

    /// <summary>The cases of an item or parcel, the newest first.</summary>
    /// <param name="history">The history.</param>
    /// <param name="now">The time at which they are looked at.</param>
    /// <param name="deadlines">How long whoever is asked has.</param>
    /// <param name="days">Which days are working days.</param>
    public static IReadOnlyList<ComplaintCase> Of(JoinedHistory history, DateTimeOffset now, Deadlines deadlines, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(deadlines);
        ArgumentNullException.ThrowIfNull(days);
        return [.. history.Own
            .Where(said => said.Kind == PayloadOneofCase.Complaint)
            .Select(complaint => Of(history, complaint, now, deadlines, days))
            .OrderByDescending(one => one.Complaint.Entry.Position)];
    }

    private static ComplaintCase Of(JoinedHistory history, Said complaint, DateTimeOffset now, Deadlines deadlines, WorkingDays days)
    {
        var deadline = deadlines.Of(complaint.Message.Complaint.Category);
        var filed = TimeOf(complaint);
        var steps = history.Own.Where(said => s_kinds.Contains(said.Kind) && RestsOn(history, said, complaint.Identity, MaxDepth)).OrderBy(said => said.Entry.Position).ToList();
        var escalated = steps.Where(step => step.Stands && step.Kind == PayloadOneofCase.Escalation).Select(step => (DateTimeOffset?)TimeOf(step)).FirstOrDefault();
        var platformAt = escalated is { } earlier && earlier < filed + deadline.PlatformAfter ? earlier : filed + deadline.PlatformAfter;
        return new ComplaintCase(
            complaint,
            steps,
            StateOf(complaint, steps, now, filed + deadline.RemindAfter, platformAt),
            filed + deadline.RemindAfter,
            platformAt,
            days.After(DateOnly.FromDateTime(filed.ToOffset(s_china).DateTime), deadline.OfferAfterDays));
    }

    private static CaseState StateOf(Said complaint, List<Said> steps, DateTimeOffset now, DateTimeOffset remindAt, DateTimeOffset platformAt)
    {
        if (!complaint.Stands)
        {
            return CaseState.Withdrawn;
        }

        // The newest step that changes who has to do something.
        foreach (var step in steps.Where(step => step.Stands).Reverse())
        {
            switch (step.Kind)
            {
                case PayloadOneofCase.Closure:
                    return step.Message.Closure.Outcome == ClosureOutcome.Withdrawn ? CaseState.Withdrawn : CaseState.Closed;
                case PayloadOneofCase.Resolution when step.Message.Resolution.Outcome != ResolutionOutcome.Forwarded:
                case PayloadOneofCase.Compensation when step.Message.Compensation.Outcome == PaymentOutcome.Paid:
                case PayloadOneofCase.Refund when step.Message.Refund.Outcome == PaymentOutcome.Paid:
                    return CaseState.Resolved;
                case PayloadOneofCase.Escalation:
                    return CaseState.WithPlatform;
                case var _ when IsAnswer(step):
                    return CaseState.Answered;
            }
        }

        return now >= platformAt ? CaseState.WithPlatform : now >= remindAt ? CaseState.Reminded : CaseState.WithRespondent;
    }

    // That it was taken note of is no answer.
    private static bool IsAnswer(Said step) => step.Stands && step.Party.Length > 0 && step.Kind switch
    {
        PayloadOneofCase.Reply => step.Message.Reply.Outcome != ReplyOutcome.Acknowledged,
        PayloadOneofCase.Resolution or PayloadOneofCase.Compensation or PayloadOneofCase.Refund => true,
        _ => false,
    };

    private static bool RestsOn(JoinedHistory history, Said said, Hash256 complaint, int depth) =>
        depth > 0 && AnsweredBy(said.Message) is { } identity
        && (identity == complaint || (history.Read.Find(identity) is { } between && between.Entry.Statement.Subject == history.Subject && RestsOn(history, between, complaint, depth - 1)));

    private static Hash256? AnsweredBy(Statement said) => Said.Reference(said.PayloadCase switch
    {
        PayloadOneofCase.Reply => said.Reply.Answers,
        PayloadOneofCase.Escalation => said.Escalation.Answers,
        PayloadOneofCase.Resolution => said.Resolution.Answers,
        PayloadOneofCase.Compensation => said.Compensation.Answers,
        PayloadOneofCase.Refund => said.Refund.Answers,
        PayloadOneofCase.Closure => said.Closure.Complaint,
        _ => null,
    });

    private static DateTimeOffset TimeOf(Said said) => DateTimeOffset.UnixEpoch.AddTicks(said.Entry.RecordedAt * TimeSpan.TicksPerMicrosecond);

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), s_china);
}
