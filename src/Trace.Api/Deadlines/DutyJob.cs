using Quartz;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;

namespace Trace.Api.Deadlines;

/// <summary>Fires when a duty falls due: reads the history again, and does what is still due. What an entry has done or overtaken since is none.</summary>
[DisallowConcurrentExecution]
internal sealed class DutyJob(DutyReader reader, DutyDesk desk, DutyPlan plan, DutySchedule schedule, Lead lead, TimeProvider time) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (!await lead.IsOursAsync(cancellationToken))
        {
            throw new InvalidOperationException("another server leads the log: this is its to do, a little later");
        }

        var data = context.MergedJobDataMap;
        var subject = SubjectKey.Parse((string)data[DutySchedule.Subject]!);
        var kind = Enum.Parse<DutyKind>((string)data[DutySchedule.Kind]!);
        var of = Hash256.From(Convert.FromHexString((string)data[DutySchedule.Of]!));
        var (duties, read) = await reader.ReadAsync(subject, cancellationToken);
        if (duties.FirstOrDefault(duty => duty.Kind == kind && duty.Of == of) is not { } due)
        {
            // Whoever recorded it may have died before it was told.
            if (reader.OnRecord(read, kind, of) is { } recorded)
            {
                await desk.TellAsync(recorded, read, cancellationToken);
            }

            return;
        }

        if (due.At > time.GetUtcNow())
        {
            await schedule.SetAsync([due], cancellationToken);
        }
        else
        {
            await desk.DoAsync(due, read, cancellationToken);
            await plan.SetUpAsync([subject], cancellationToken);
        }
    }
}
