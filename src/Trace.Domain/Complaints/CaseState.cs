namespace Trace.Domain.Complaints;

/// <summary>How far a complaint has come.</summary>
public enum CaseState
{
    /// <summary>The party first asked has time to answer.</summary>
    WithRespondent,

    /// <summary>It has not answered in time for the reminder.</summary>
    Reminded,

    /// <summary>The platform decides now: time ran out, or the case was escalated. What the party first asked says from here on moves nothing.</summary>
    WithPlatform,

    /// <summary>Answered: the complainant may be content, or escalate.</summary>
    Answered,

    /// <summary>The platform had its time, or the complainant does not accept what it decided: the case file for 12315 is offered.</summary>
    Offered,

    /// <summary>The platform paid first (先行赔付), and has not settled with who was responsible.</summary>
    PaidInAdvance,

    /// <summary>Decided by a platform or an inspector, or paid for.</summary>
    Resolved,

    /// <summary>Closed, by the complainant or by time.</summary>
    Closed,

    /// <summary>The complainant withdrew it.</summary>
    Withdrawn,
}
