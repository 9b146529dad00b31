using Trace.Domain.Products;

namespace Trace.Domain.Complaints;

/// <summary>What had, or has, to be done by a time.</summary>
public enum CaseTermKind
{
    /// <summary>The party first asked answers, before it is reminded.</summary>
    FirstAnswer,

    /// <summary>The platform takes over where there is no answer.</summary>
    TakeOver,

    /// <summary>The platform decides, or pays first; else the case file for 12315 is offered.</summary>
    Decision,

    /// <summary>Who was responsible settles what the platform paid first.</summary>
    Settlement,

    /// <summary>The complainant may go on; after that the platform may close it by time.</summary>
    Closure,

    /// <summary>The seller says where the goods go, or why not.</summary>
    ReturnAnswer,

    /// <summary>The goods come back.</summary>
    ReturnParcel,

    /// <summary>The price is paid back.</summary>
    ReturnRefund,
}

/// <summary>Whether it was done by its time.</summary>
public enum CaseTermState
{
    /// <summary>There is time left.</summary>
    Open,

    /// <summary>It was done in time.</summary>
    Kept,

    /// <summary>It was done late, or is not done though its time is over.</summary>
    Missed,
}

/// <summary>A deadline of a case, and whether it was kept. Derived from the entries and a time, never stored.</summary>
/// <param name="Kind">What has to be done.</param>
/// <param name="Who">The party that has to; empty for the platform of this ledger, and for the buyer (<see cref="CaseTermKind.Closure"/>, <see cref="CaseTermKind.ReturnParcel"/>).</param>
/// <param name="DueBy">By when.</param>
/// <param name="DoneAt">When it was done; null as long as it is not.</param>
/// <param name="State">Whether it was done by its time.</param>
public sealed record CaseTerm(CaseTermKind Kind, string Who, DateTimeOffset DueBy, DateTimeOffset? DoneAt, CaseTermState State)
{
    /// <summary>The deadlines of a complaint that have played a part so far or still may, in order. What was dropped by its end before its time is left out.</summary>
    /// <param name="one">The complaint.</param>
    /// <param name="now">The time that it was folded at.</param>
    public static IReadOnlyList<CaseTerm> Of(ComplaintCase one, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(one);
        // What was settled otherwise, or is over, needs no answer any more; what was due before that was due.
        var over = one.State is CaseState.Closed or CaseState.Withdrawn ? one.Since : (DateTimeOffset?)null;
        var settled = one.Moves.FirstOrDefault(move => move.To is CaseState.PaidInAdvance or CaseState.Resolved)?.At ?? over;
        var taken = one.Moves.FirstOrDefault(move => move.To == CaseState.WithPlatform)?.At;
        var found = new List<CaseTerm>();

        // What others answered in its time asks nothing more of the party first asked, nor does it gain by it.
        var (own, relieved) = (TimeOf(one.OwnAnswer), one.OthersAnsweredAt < settled || settled is null ? one.OthersAnsweredAt : settled);
        Add(CaseTermKind.FirstAnswer, one.Respondent, one.RemindAt, relieved < own && relieved < one.RemindAt ? null : own, relieved);
        if (taken is not null || one.State is CaseState.WithRespondent or CaseState.Reminded)
        {
            // That it takes over is no duty that could be missed: the clock itself does it.
            found.Add(new CaseTerm(CaseTermKind.TakeOver, "", one.PlatformAt, taken, taken is null ? CaseTermState.Open : CaseTermState.Kept));
            Add(CaseTermKind.Decision, "", one.OfferUntil, one.Moves.FirstOrDefault(move => move.At >= taken && move.To is CaseState.PaidInAdvance or CaseState.Resolved)?.At, over);
        }

        if (one.SettleOn is { } day)
        {
            Add(CaseTermKind.Settlement, one.Responsible, CaseTime.EndOf(day), TimeOf(one.Settlement), over);
        }

        if (one.CloseAt is { } close)
        {
            found.Add(new CaseTerm(CaseTermKind.Closure, "", close, null, CaseTermState.Open));
        }

        return found;

        void Add(CaseTermKind kind, string who, DateTimeOffset due, DateTimeOffset? done, DateTimeOffset? dropped)
        {
            if (dropped is null || done is not null || due <= dropped)
            {
                found.Add(TermOf(kind, who, due, done, now));
            }
        }
    }

    /// <summary>The deadlines of a return, in order: those of the steps that it came to.</summary>
    /// <param name="one">The return.</param>
    /// <param name="now">The time that it was folded at.</param>
    public static IReadOnlyList<CaseTerm> Of(ReturnCase one, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(one);
        var found = new List<CaseTerm>();
        for (var i = 0; i < one.Moves.Count; i++)
        {
            var (move, next) = (one.Moves[i], i + 1 < one.Moves.Count ? one.Moves[i + 1].At : (DateTimeOffset?)null);
            if (move.DueBy is { } due && (next is not null || one.State != ReturnState.Withdrawn))
            {
                var kind = move.To switch { ReturnState.Requested => CaseTermKind.ReturnAnswer, ReturnState.Agreed => CaseTermKind.ReturnParcel, _ => CaseTermKind.ReturnRefund };
                found.Add(TermOf(kind, kind == CaseTermKind.ReturnParcel ? "" : one.Seller, due, next, now));
            }
        }

        return found;
    }

    private static DateTimeOffset? TimeOf(Said? said) => said is null ? null : CaseTime.Of(said);

    private static CaseTerm TermOf(CaseTermKind kind, string who, DateTimeOffset due, DateTimeOffset? done, DateTimeOffset now) =>
        new(kind, who, due, done, done is { } at ? at <= due ? CaseTermState.Kept : CaseTermState.Missed : now < due ? CaseTermState.Open : CaseTermState.Missed);
}
