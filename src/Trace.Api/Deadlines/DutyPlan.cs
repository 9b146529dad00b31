using System.Collections.Concurrent;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;

namespace Trace.Api.Deadlines;

/// <summary>
/// Sets up what falls due next: for the subjects of entries that begin or move a deadline, and after each duty that was done. Some states come by
/// time alone, such as the case file being offered, and their own deadlines begin without an entry.
/// </summary>
internal sealed class DutyPlan(DutyReader reader, DutyDesk desk, DutySchedule schedule)
{
    // A ledger that takes thousands a second has hundreds of shipments among them, each of which begins a deadline.
    private const int ReadAtOnce = 4;

    /// <summary>Sets up what is not done yet, all of it at once.</summary>
    /// <param name="subjects">Items, lots or parcels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many duties were set up.</returns>
    public async Task<int> SetUpAsync(IReadOnlyCollection<SubjectKey> subjects, CancellationToken cancellation)
    {
        var found = new ConcurrentBag<Duty>();
        await Parallel.ForEachAsync(subjects, new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellation }, async (subject, stop) =>
        {
            foreach (var duty in (await reader.ReadAsync(subject, stop)).Duties)
            {
                found.Add(duty);
            }
        });
        var waiting = await desk.NotDoneAsync(found, cancellation);
        await schedule.SetAsync(waiting, cancellation);
        return waiting.Count;
    }
}
