using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Domain.Complaints;

/// <summary>What falls due by a deadline.</summary>
public enum DutyKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The party first asked is reminded.</summary>
    RemindRespondent = 1,

    /// <summary>The platform takes over: an Escalation is put on record.</summary>
    TakeOver = 2,

    /// <summary>The case file for 12315 is offered.</summary>
    OfferFile = 3,

    /// <summary>Who was responsible is reminded of settling what the platform paid first.</summary>
    RemindSettlement = 4,

    /// <summary>Nothing more was heard: a Closure by time is put on record.</summary>
    CloseByTime = 5,

    /// <summary>The seller has not said where goods go that a buyer sends back.</summary>
    RemindReturn = 6,

    /// <summary>Goods that a seller agreed to take back have not come, as far as is recorded.</summary>
    ReturnLapsed = 7,

    /// <summary>Goods are back and not paid back.</summary>
    RemindRefund = 8,

    /// <summary>A parcel lies in a locker or station and is not collected.</summary>
    NotCollected = 9,

    /// <summary>A parcel is neither received nor returned.</summary>
    NotArrived = 10,

    /// <summary>A complaint was filed: the party first asked hears of it at once.</summary>
    TellComplaint = 11,

    /// <summary>Somebody brought the complaint to the platform, which hears of it at once.</summary>
    TellEscalation = 12,

    /// <summary>A buyer asks to send goods back: the seller hears of it at once.</summary>
    TellReturn = 13,
}

/// <summary>Something that falls due: derived from the entries, never stored.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">Whose history it follows from.</param>
/// <param name="Of">The statement that it is about: a Complaint, a ReturnRequest, a Shipment.</param>
/// <param name="At">When, by the ledger's clock.</param>
/// <param name="To">Who is told: parties, each once.</param>
public sealed record Duty(DutyKind Kind, SubjectKey Subject, Hash256 Of, DateTimeOffset At, IReadOnlyList<string> To)
{
    /// <summary>Tells duties apart, whenever they are derived: what was done under a name is not done again.</summary>
    public string Name => FormattableString.Invariant($"{Kind}/{Of}/{At.ToUnixTimeSeconds()}");

    /// <summary>Whether a statement goes on the log when it falls due.</summary>
    public bool IsRecorded => Kind is DutyKind.TakeOver or DutyKind.CloseByTime;
}
