using Trace.Domain.Barcodes;

namespace Trace.Api.Deadlines;

/// <summary>
/// Sets up what falls due next for a subject: after each entry that begins or moves a deadline, and after each duty that was done. Some states come
/// by time alone, such as the case file being offered, and their own deadlines begin without an entry.
/// </summary>
internal sealed class DutyPlan(DutyReader reader, DutyDesk desk, DutySchedule schedule)
{
    /// <summary>Sets up what is not done yet.</summary>
    /// <param name="subject">An item, lot or parcel.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many duties were set up.</returns>
    public async Task<int> SetUpAsync(SubjectKey subject, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var duty in (await reader.ReadAsync(subject, cancellation)).Duties)
        {
            if (!await desk.IsDoneAsync(duty, cancellation))
            {
                await schedule.SetAsync(duty, cancellation);
                count++;
            }
        }

        return count;
    }
}
