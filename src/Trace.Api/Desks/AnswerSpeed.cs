using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;

namespace Trace.Api.Desks;

/// <summary>How fast a party answers the complaints that ask it first.</summary>
/// <param name="Complaints">How many were looked at, the newest.</param>
/// <param name="Answered">How many of them were answered.</param>
/// <param name="InTime">How many before the platform had to take over.</param>
/// <param name="Median">Of the time from complaint to first answer; null where none was answered.</param>
public sealed record AnswerSpeed(int Complaints, int Answered, int InTime, TimeSpan? Median);

/// <summary>Reads it from the histories of what was complained of.</summary>
internal sealed class AnswerSpeeds(CaseIndex index, ProductReader products, TimeProvider time)
{
    private const int MostSubjects = 200;

    /// <summary>Of one party; null where no complaint ever asked it.</summary>
    public async Task<AnswerSpeed?> OfAsync(string party, CancellationToken cancellation)
    {
        var cases = new List<ComplaintCase>();
        foreach (var subject in (await index.SubjectsAsync(party, cancellation)).Take(MostSubjects))
        {
            var read = await products.ReadAsync(SubjectKey.Parse(subject), cancellation);
            cases.AddRange(ComplaintCase.Of(read.Joined, read.Context, time.GetUtcNow(), read.Rules.Deadlines, read.Rules.Days).Where(one => one.Respondent == party && one.Complaint.Stands));
        }

        var waits = cases.Where(one => one.FirstAnswer is not null).Select(one => one.FirstAnswer!.Entry.RecordedAt - one.Complaint.Entry.RecordedAt).Order().ToList();
        return cases.Count == 0 ? null
            : new AnswerSpeed(cases.Count, waits.Count, cases.Count(one => one.IsAnsweredInTime == true), waits.Count == 0 ? null : TimeSpan.FromMicroseconds(waits[waits.Count / 2]));
    }
}
