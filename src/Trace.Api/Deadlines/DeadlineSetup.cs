using Npgsql;
using Quartz;
using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Notices;

namespace Trace.Api.Deadlines;

/// <summary>What falls due: Quartz over the same database, the follower of the log, and the notices that go out.</summary>
public static class DeadlineSetup
{
    private const string Cluster = "trace";
    private const int Connections = 10;
    private const int AtOnce = 4;

    /// <summary>Registers them, where this service is to look after deadlines. Call it after the ledger: what is due is read from there.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="connectionString">Where the database is.</param>
    public static void AddDeadlines(this WebApplicationBuilder builder, TraceSettings settings, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.Scheduler)
        {
            return;
        }

        var services = builder.Services;
        services.AddSingleton(DeadlinePace.Default);
        services.AddSingleton<Lead>();
        services.AddSingleton<DutyReader>();
        services.AddSingleton<DutyDesk>();
        services.AddSingleton<DutySchedule>();
        services.AddSingleton<DutyPlan>();
        services.AddNotices();

        // In this order: tables, the scheduler, and what gives it work.
        services.AddHostedService(provider => new Start(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => (scheduler.InstanceName, scheduler.GenerateInstanceId) = (Cluster, true));
            quartz.UseDefaultThreadPool(AtOnce);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = DeadlineSchema.Name, MaxPoolSize = Connections }.ConnectionString);
                store.UseClustering();
                store.ProvisionSchema();
            });
        });
        services.AddOptions<QuartzSchedulerOptions>().Configure<DeadlinePace>((scheduler, pace) => scheduler.IdleWaitTime = pace.Idle);
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.AddHostedService<LogFollower>();
        services.AddHostedService<NoticeSender>();
    }

    /// <summary>Maps the page of what went out.</summary>
    /// <param name="app">The service.</param>
    public static void MapDeadlines(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<TraceSettings>() is { Scheduler: true, NoticesPage: true })
        {
            NoticesPage.Map(HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page));
        }
    }

    private sealed class Start(NpgsqlDataSource source) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => DeadlineSchema.ApplyAsync(source, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
