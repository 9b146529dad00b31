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

    // A ledger that is read-only, or a database that is away, comes back: five seconds at first, an hour at last, for a year.
    private static readonly RetryPolicy s_again = RetryPolicy.Exponential(9_000, TimeSpan.FromSeconds(5), 2, TimeSpan.FromHours(1));

    /// <summary>Sets duties up, all or none; where one is set up already, its time is changed.</summary>
    /// <param name="duties">What falls due.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SetAsync(IReadOnlyCollection<Duty> duties, CancellationToken cancellation)
    {
        if (duties.Count == 0)
        {
            return;
        }

        // One kind and statement is one job, whichever of its subjects it was read from.
        var jobs = duties.DistinctBy(NameOf).ToDictionary(JobOf, duty => (IReadOnlyCollection<ITrigger>)[TriggerOf(duty)]);
        await (await schedulers.GetScheduler(cancellation)).ScheduleJobs(jobs, ScheduleJobOptions.Replacing, cancellation);
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

    private static string NameOf(Duty duty) => $"{duty.Kind}/{duty.Of}";

    private static IJobDetail JobOf(Duty duty) => JobBuilder.Create<DutyJob>()
        .WithIdentity(NameOf(duty), Group)
        .UsingJobData(Subject, duty.Subject.Value)
        .UsingJobData(Kind, duty.Kind.ToString())
        .UsingJobData(Of, duty.Of.ToString())
        .RequestRecovery()
        .Build();

    private static ITrigger TriggerOf(Duty duty) => TriggerBuilder.Create()
        .WithIdentity(NameOf(duty), Group)
        .StartAt(duty.At)
        // However late: a misfire would wait for the next look at misfires, and is done all the same.
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
        .WithRetryPolicy(s_again)
        .Build();
}
