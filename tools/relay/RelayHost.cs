using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Trace.Agent;
using Trace.Agent.Lines;
using Trace.Agent.Serving;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Relay.Taking;

namespace Trace.Relay;

/// <summary>A relay from its start to its end: what was taken, outbox, sender, server.</summary>
public static class RelayHost
{
    private const string Keeping = "what waits for a year's key is not taken, or what is old is not forgotten";

    private static readonly TimeSpan s_forgetEvery = TimeSpan.FromHours(12);
    private static readonly TimeSpan s_tryAgain = TimeSpan.FromSeconds(5);

    /// <summary>Runs a relay until it is asked to end.</summary>
    /// <param name="options">How.</param>
    /// <param name="client">The ledger; need not be reached yet.</param>
    /// <param name="key">The relay's key, which names its party.</param>
    /// <param name="ready">Told its address once it takes pushes.</param>
    /// <param name="told">Told of what an operator should know, a line each.</param>
    /// <param name="cancellation">Ends it; what waits is there at the next start.</param>
    /// <exception cref="IOException">The address is taken, the outbox is in use, or a file can't be used.</exception>
    /// <exception cref="ForkException">The log forked.</exception>
    public static async Task RunAsync(RelayOptions options, LedgerClient client, KeyFile key, Action<Uri> ready, Action<string> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(ready);
        using var outbox = Outbox.Open(Path.Combine(options.Folder, "outbox.db"), client.Ledger, new OutboxOptions { Time = options.Time });
        using var store = TakenStore.Open(Path.Combine(options.Folder, RelayOptions.Taken));
        using var years = new YearKeys(options.Folder, client, key, options.Time);
        var desk = new RelayDesk(outbox, new StatementFactory(client.Ledger, key, options.Time), years, store, options.Time);
        var hindrances = new Hindrances(told);
        await using var app = Build(options, desk, hindrances);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> running = [];
        try
        {
            await StartAsync(app, options, cancellation);
            OutboxNews.Follow(outbox, options.Time, told);
            var sending = outbox.RunAsync(client, ending.Token);
            running.AddRange([sending, KeepAsync(desk, outbox, store, options, hindrances, ending.Token)]);
            ready(new Uri(app.Urls.Single()));
            var first = await Task.WhenAny(app.WaitForShutdownAsync(cancellation), sending);
            if (!cancellation.IsCancellationRequested)
            {
                await first;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await app.StopAsync(CancellationToken.None);
            foreach (var task in running)
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // What was not understood is tried as soon as the ledger's keys are here, and what is old is forgotten; twice a day.
    private static async Task KeepAsync(RelayDesk desk, Outbox outbox, TakenStore store, RelayOptions options, Hindrances hindrances, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await desk.TryUnknownAsync(cancellation);
                store.Forget(options.Time.GetUtcNow());
                outbox.ForgetRecorded(TimeSpan.FromDays(90));
                hindrances.Over(Keeping);
                await Task.Delay(s_forgetEvery, options.Time, cancellation);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                hindrances.Met(Keeping, problem);
                await Task.Delay(s_tryAgain, options.Time, cancellation);
            }
        }
    }

    private static async Task StartAsync(WebApplication app, RelayOptions options, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            throw new IOException($"--listen {options.Listen}: the address is taken", problem);
        }
    }

    private static WebApplication Build(RelayOptions options, RelayDesk desk, Hindrances hindrances)
    {
        var app = ServingLimits.Builder(options.Listen, RelayEndpoints.MaxBytes, options.RequestsPerSecond).Build();
        app.UseServingLimits();
        new RelayEndpoints(options, desk, hindrances).Map(app);
        return app;
    }
}
