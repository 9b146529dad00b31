using Trace.Domain.Complaints;

namespace Trace.Api.Desks;

/// <summary>How fast a party answers the complaints that ask it first.</summary>
/// <param name="Complaints">How many were looked at, the newest.</param>
/// <param name="Answered">How many of them it answered itself.</param>
/// <param name="InTime">How many before the platform had to take over.</param>
/// <param name="Median">Of the time from complaint to its first answer; null where it answered none.</param>
public sealed record AnswerSpeed(int Complaints, int Answered, int InTime, TimeSpan? Median)
{
    /// <summary>Of these complaints; null where there are none.</summary>
    /// <param name="complaints">Complaints that ask one party first.</param>
    public static AnswerSpeed? Of(IEnumerable<ComplaintCase> complaints)
    {
        var cases = complaints.Where(one => one.Complaint.Stands).ToList();
        var waits = cases.Where(one => one.OwnAnswer is not null).Select(one => one.OwnAnswer!.Entry.RecordedAt - one.Complaint.Entry.RecordedAt).Order().ToList();
        return cases.Count == 0 ? null
            : new AnswerSpeed(cases.Count, waits.Count, cases.Count(one => one.IsAnsweredInTime == true), waits.Count == 0 ? null : TimeSpan.FromMicroseconds(waits[waits.Count / 2]));
    }
}
