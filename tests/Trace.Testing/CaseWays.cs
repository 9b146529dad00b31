using Trace.Domain.Complaints;

namespace Trace.Testing;

/// <summary>Every way of a complaint from one state to the next, as docs/complaints.md draws it.</summary>
public static class CaseWays
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlySet<(CaseState From, CaseState To)> All = new HashSet<(CaseState From, CaseState To)>
    {
        (CaseState.WithRespondent, CaseState.Reminded),
        (CaseState.WithRespondent, CaseState.Answered),
        (CaseState.WithRespondent, CaseState.WithPlatform),
        (CaseState.WithRespondent, CaseState.Resolved),
        (CaseState.WithRespondent, CaseState.PaidInAdvance),
        (CaseState.WithRespondent, CaseState.Closed),
        (CaseState.WithRespondent, CaseState.Withdrawn),
        (CaseState.Reminded, CaseState.Answered),
        (CaseState.Reminded, CaseState.WithPlatform),
        (CaseState.Reminded, CaseState.Resolved),
        (CaseState.Reminded, CaseState.PaidInAdvance),
        (CaseState.Reminded, CaseState.Closed),
        (CaseState.Reminded, CaseState.Withdrawn),
        (CaseState.Answered, CaseState.WithPlatform),
        (CaseState.Answered, CaseState.Resolved),
        (CaseState.Answered, CaseState.PaidInAdvance),
        (CaseState.Answered, CaseState.Closed),
        (CaseState.Answered, CaseState.Withdrawn),
        (CaseState.WithPlatform, CaseState.Offered),
        (CaseState.WithPlatform, CaseState.Resolved),
        (CaseState.WithPlatform, CaseState.PaidInAdvance),
        (CaseState.WithPlatform, CaseState.Closed),
        (CaseState.WithPlatform, CaseState.Withdrawn),
        (CaseState.PaidInAdvance, CaseState.Resolved),
        (CaseState.PaidInAdvance, CaseState.Offered),
        (CaseState.PaidInAdvance, CaseState.Closed),
        (CaseState.PaidInAdvance, CaseState.Withdrawn),
        (CaseState.Resolved, CaseState.WithPlatform),
        (CaseState.Resolved, CaseState.Offered),
        (CaseState.Resolved, CaseState.PaidInAdvance),
        (CaseState.Resolved, CaseState.Closed),
        (CaseState.Resolved, CaseState.Withdrawn),
        (CaseState.Offered, CaseState.Resolved),
        (CaseState.Offered, CaseState.PaidInAdvance),
        (CaseState.Offered, CaseState.Closed),
        (CaseState.Offered, CaseState.Withdrawn),
        (CaseState.Closed, CaseState.WithPlatform),
        (CaseState.Closed, CaseState.Offered),
    };
}
