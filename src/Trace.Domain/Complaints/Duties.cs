using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Domain.Complaints;

/// <summary>What still falls due for a history, as far as it goes: each duty that its entries have neither done nor overtaken.</summary>
public static class Duties
{
    /// <summary>All duties of an item, lot or parcel. One whose time has passed is among them until an entry does it; reminders are overtaken by the next step.</summary>
    /// <param name="history">The history.</param>
    /// <param name="context">Which parties are platforms and inspectors.</param>
    /// <param name="parties">By party its whole history: for pledges.</param>
    /// <param name="platform">The platform, which takes over.</param>
    /// <param name="now">The time at which it is looked at.</param>
    /// <param name="deadlines">How long everything may take.</param>
    /// <param name="days">Which days are working days.</param>
    public static IReadOnlyList<Duty> Of(
        JoinedHistory history, FlagContext context, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> parties, string platform, DateTimeOffset now, Deadlines deadlines, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(deadlines);
        var found = new List<Duty>();
        foreach (var one in ComplaintCase.Of(history, context, now, deadlines, days))
        {
            found.AddRange(OfComplaint(history.Subject, one, platform));
        }

        foreach (var one in ReturnCase.Of(history, parties, now, deadlines, days))
        {
            found.AddRange(OfReturn(history.Subject, one));
        }

        var parcel = deadlines.Of(GoodsCategory.Of(history)).Parcel;
        found.AddRange(history.Journeys.SelectMany(journey => OfJourney(history.Subject, journey, parcel)));
        return found;
    }

    /// <summary>
    /// The duty that a statement of the platform's on record has done; null where none has. Once it is on record nothing is due any more, and whoever
    /// died before it was told finds here what to tell.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="kind">What fell due.</param>
    /// <param name="of">The Complaint.</param>
    /// <param name="platform">The platform.</param>
    public static Duty? OnRecord(JoinedHistory history, DutyKind kind, Hash256 of, string platform)
    {
        ArgumentNullException.ThrowIfNull(history);
        var complaint = history.Own.FirstOrDefault(said => said.Identity == of && said.Message.Complaint is not null);
        var done = history.Own.FirstOrDefault(said => said.Party == platform && kind switch
        {
            DutyKind.TakeOver => said.Message.Escalation is { Reason: V1.EscalationReason.Unanswered } escalation && escalation.Answers.Span.SequenceEqual(of.AsSpan()),
            DutyKind.CloseByTime => said.Message.Closure is { Outcome: V1.ClosureOutcome.TimeOut } closure && closure.Complaint.Span.SequenceEqual(of.AsSpan()),
            _ => false,
        });
        return complaint is null || done is null ? null : new Duty(kind, history.Subject, of, TimeOf(done), Told(platform, complaint.Message.Complaint.Respondent));
    }

    private static IReadOnlyList<string> Told(params IEnumerable<string> parties) => [.. parties.Where(party => party.Length > 0).Distinct()];

    private static IEnumerable<Duty> OfComplaint(SubjectKey subject, ComplaintCase one, string platform)
    {
        Duty Due(DutyKind kind, DateTimeOffset at, params string[] to) => new(kind, subject, one.Complaint.Identity, at, Told(to));

        if (one.State is CaseState.WithRespondent or CaseState.Reminded)
        {
            yield return Due(DutyKind.TellComplaint, one.FiledAt, one.Respondent);
            yield return Due(DutyKind.RemindRespondent, one.RemindAt, one.Respondent);
        }

        // By time the platform is in charge at once; that it knows is put on record.
        if (one.State is CaseState.WithRespondent or CaseState.Reminded || (one.State is CaseState.WithPlatform or CaseState.Offered && one.Escalation is null && one.Decision is null))
        {
            yield return Due(DutyKind.TakeOver, one.PlatformAt, platform, one.Respondent);
        }

        // Its own Escalation it need not be told of; whoever brings the case back to it later is another.
        if (one.State == CaseState.WithPlatform && one.Moves[^1].By is { } by && by.Party != platform)
        {
            yield return Due(DutyKind.TellEscalation, one.Since, platform);
        }

        if (one.State is CaseState.WithPlatform or CaseState.Offered)
        {
            yield return Due(DutyKind.OfferFile, one.State == CaseState.Offered ? one.Since : one.OfferUntil, platform);
        }

        if (one.State == CaseState.PaidInAdvance)
        {
            yield return Due(DutyKind.RemindSettlement, one.DueBy!.Value, one.Responsible, platform);
        }

        if (one.CloseAt is { } close)
        {
            yield return Due(DutyKind.CloseByTime, close, platform, one.Respondent);
        }
    }

    private static IEnumerable<Duty> OfReturn(SubjectKey subject, ReturnCase one)
    {
        // What lapsed did so by its time alone: that its time has come is what the seller is told.
        var last = one.Moves[^1];
        if (one.Seller.Length == 0 || one.State == ReturnState.Withdrawn || last.DueBy is not { } due)
        {
            yield break;
        }

        Duty Due(DutyKind kind, DateTimeOffset at) => new(kind, subject, one.Request.Identity, at, [one.Seller]);
        if (last.To == ReturnState.Requested)
        {
            yield return Due(DutyKind.TellReturn, one.FiledAt);
        }

        yield return Due(last.To switch { ReturnState.Requested => DutyKind.RemindReturn, ReturnState.Agreed => DutyKind.ReturnLapsed, _ => DutyKind.RemindRefund }, due);
    }

    private static IEnumerable<Duty> OfJourney(SubjectKey subject, Journey journey, ParcelDeadline deadline)
    {
        if (journey.Shipment is not { Stands: true } shipment || journey.End is not null)
        {
            yield break;
        }

        yield return new Duty(DutyKind.NotArrived, subject, shipment.Identity, TimeOf(shipment).AddDays(deadline.ArriveWithinDays), [shipment.Party]);
        if (journey.Waits is { } placed)
        {
            yield return new Duty(DutyKind.NotCollected, subject, shipment.Identity, TimeOf(placed).AddDays(deadline.CollectWithinDays), [shipment.Party]);
        }
    }

    private static DateTimeOffset TimeOf(Said said) => DateTimeOffset.UnixEpoch.AddTicks(said.Moment.Time * TimeSpan.TicksPerMicrosecond);
}
