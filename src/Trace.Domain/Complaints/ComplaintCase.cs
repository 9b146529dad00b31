using Trace.Domain.Products;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>
/// A complaint with everything that was said to it: who is asked, who answers now and by when. A pure function of the entries and a time; times
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
    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How it came to its state: each change of it, by time and by what was said, in order. It begins with the party first asked.</summary>
    public IReadOnlyList<CaseMove> Moves { get; init; } = [];

    /// <summary>The first answer that counts as one: of the party first asked, a platform or an inspector; null as long as there is none.</summary>
    public Said? FirstAnswer { get; init; }

    /// <summary>The first answer of the party first asked itself; null as long as it gave none.</summary>
    public Said? OwnAnswer { get; init; }

    /// <summary>When another than the party first asked first answered or settled it, which takes its duty to answer from it; null where nobody did.</summary>
    public DateTimeOffset? OthersAnsweredAt => Steps
        .Where(step => step.Party != Respondent && (step == FirstAnswer || Moves.Any(move => move.By == step && move.To is CaseState.Answered or CaseState.PaidInAdvance or CaseState.Resolved)))
        .Select(step => (DateTimeOffset?)CaseTime.Of(step))
        .Min();

    /// <summary>The Escalation by which the platform took over on record; null where only time did, or nothing.</summary>
    public Said? Escalation { get; init; }

    /// <summary>What the platform or an inspector decided last; null where they decided nothing.</summary>
    public Said? Decision { get; init; }

    /// <summary>What the platform paid first; null where it paid nothing.</summary>
    public Said? Advance { get; init; }

    /// <summary>How that was settled with who was responsible; null where it was not.</summary>
    public Said? Settlement { get; init; }

    /// <summary>The day, of China, by whose end an advance is settled; null where there is none to settle.</summary>
    public DateOnly? SettleOn { get; init; }

    /// <summary>From when on the platform may close it by time; null where nobody may.</summary>
    public DateTimeOffset? CloseAt { get; init; }

    /// <summary>Closures by time before their time, and escalations as unanswered of what was answered: they move nothing.</summary>
    public IReadOnlyList<Said> Untimely { get; init; } = [];

    /// <summary>The party first asked (首问责任).</summary>
    public string Respondent => Complaint.Message.Complaint.Respondent;

    /// <summary>Who was responsible: who settled the advance, else the party first asked; empty where the platform paid nothing first.</summary>
    public string Responsible => Advance is null ? "" : Settlement is { } settled && settled.Party != Advance.Party ? settled.Party : Respondent;

    /// <summary>When the ledger took it down.</summary>
    public DateTimeOffset FiledAt => CaseTime.Of(Complaint);

    /// <summary>Whether the party first asked answered before the platform had to take over; null as long as it gave no answer.</summary>
    public bool? IsAnsweredInTime => OwnAnswer is { } answer ? CaseTime.Of(answer) <= PlatformAt : null;

    /// <summary>What was paid, or refused to be: Compensation and Refund that stand.</summary>
    public IEnumerable<Said> Payments => Steps.Where(step => step.Stands && step.Kind is PayloadOneofCase.Compensation or PayloadOneofCase.Refund);

    /// <summary>Whether somebody other than the complainant still has to do something.</summary>
    public bool IsOpen => State is CaseState.WithRespondent or CaseState.Reminded or CaseState.WithPlatform or CaseState.Answered or CaseState.Offered;

    /// <summary>The end of <see cref="OfferOn"/> by China's clocks.</summary>
    public DateTimeOffset OfferUntil => CaseTime.EndOf(OfferOn);

    /// <summary>By when the next step is due of whoever answers now; null where nobody has to.</summary>
    public DateTimeOffset? DueBy => State switch
    {
        CaseState.WithRespondent => RemindAt,
        CaseState.Reminded => PlatformAt,
        CaseState.WithPlatform => OfferUntil,
        CaseState.PaidInAdvance when SettleOn is { } day => CaseTime.EndOf(day),
        _ => null,
    };

    /// <summary>The cases of an item or parcel, the newest first.</summary>
    /// <param name="history">The history.</param>
    /// <param name="context">Which parties are platforms and inspectors: they alone decide.</param>
    /// <param name="now">The time at which they are looked at.</param>
    /// <param name="deadlines">How long whoever is asked has.</param>
    /// <param name="days">Which days are working days.</param>
    public static IReadOnlyList<ComplaintCase> Of(JoinedHistory history, FlagContext context, DateTimeOffset now, Deadlines deadlines, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(deadlines);
        ArgumentNullException.ThrowIfNull(days);
        var goods = GoodsCategory.Of(history);
        return [.. history.Own
            .Where(said => said.Kind == PayloadOneofCase.Complaint)
            .Select(complaint => CaseFold.Of(complaint, CaseSteps.Of(history, complaint), context, now, deadlines.Of(complaint.Message.Complaint.Category, goods), days))
            .OrderByDescending(one => one.Complaint.Entry.Position)];
    }
}
