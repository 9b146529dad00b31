using Quartz;
using Trace.Domain.Complaints;

namespace Trace.Api.Deadlines;

/// <summary>Duties as jobs of Quartz: one a kind and statement, moved where its time changes.</summary>
internal sealed class DutySchedule(ISchedulerFactory schedulers)
{
    /// <summary>The job's data: whose history is read again when it fires.</summary>
    public const string Subject = "subject";

    /// <summary>The job's data: the kind of duty.</summary>
    public const string Kind = "kind";

    /// <summary>The job's data: the statement that it is about.</summary>
    public const string Of = "of";

    private const string Group = "duty";

    // A ledger that is read-only, or a database that is away, comes back: five seconds at first, an hour at last, for some days.
    private static readonly RetryPolicy s_again = RetryPolicy.Exponential(100, TimeSpan.FromSeconds(5), 2, TimeSpan.FromHours(1));

    /// <summary>Sets one up; where it is set up already, its time is changed.</summary>
    /// <param name="duty">What falls due.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SetAsync(Duty duty, CancellationToken cancellation)
    {
        var name = $"{duty.Kind}/{duty.Of}";
        var job = JobBuilder.Create<DutyJob>()
            .WithIdentity(name, Group)
            .UsingJobData(Subject, duty.Subject.Value)
            .UsingJobData(Kind, duty.Kind.ToString())
            .UsingJobData(Of, duty.Of.ToString())
            .RequestRecovery()
            .Build();
        var trigger = TriggerBuilder.Create()
            .WithIdentity(name, Group)
            .StartAt(duty.At)
            // However late: a misfire would wait for the next look at misfires, and is done all the same.
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .WithRetryPolicy(s_again)
            .Build();
        await (await schedulers.GetScheduler(cancellation)).ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, cancellation);
    }

    /// <summary>Leaves the jobs to the server that leads, which has a scheduler too.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task StandAsideAsync(CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        if (scheduler.Status == SchedulerStatus.Running)
        {
            await scheduler.Standby(cancellation);
        }
    }
}
