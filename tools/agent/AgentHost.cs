using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Trace.Agent.Lines;
using Trace.Agent.Outcomes;
using Trace.Agent.Serving;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Webhooks;

namespace Trace.Agent;

/// <summary>An agent from its start to its end: outbox, intake, sender, deliveries, server.</summary>
public static class AgentHost
{
    /// <summary>Runs an agent until it is asked to end.</summary>
    /// <param name="options">How.</param>
    /// <param name="client">The ledger; need not be reached yet.</param>
    /// <param name="key">The courier's key, which names its party.</param>
    /// <param name="ready">Told once it takes lines: its address, and the public key that callbacks are signed by, where there are any.</param>
    /// <param name="told">Told of what an operator should know, a line each.</param>
    /// <param name="cancellation">Ends it; what waits is there at the next start.</param>
    /// <exception cref="IOException">The address is taken, the outbox is in use, or a file can't be used.</exception>
    /// <exception cref="FormatException">Secret or waybill key are none.</exception>
    /// <exception cref="UnauthorizedAccessException">Secret or key are open to others than their owner.</exception>
    /// <exception cref="ForkException">The log forked.</exception>
    public static async Task RunAsync(AgentOptions options, LedgerClient client, KeyFile key, Action<Uri, string?> ready, Action<string> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(ready);
        using var outbox = Outbox.Open(Path.Combine(options.Folder, "outbox.db"), client.Ledger, new OutboxOptions { Time = options.Time });
        var secret = SharedSecret.Open(options.Secret);
        using var years = new YearKeys(options.Folder, client, key, options.Time);
        var intake = new LineIntake(outbox, new StatementFactory(client.Ledger, key, options.Time), years, options.Time);
        using var webhooks = options.Callback is null ? null : WebhookKey(options.Folder);
        using var callback = webhooks is null ? null : new OutcomesCallback(options.Callback!, webhooks, options.Time);
        var hindrances = new Hindrances(told);
        await using var app = Build(options, outbox, intake, secret, hindrances);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delivery = new OutcomesDelivery(outbox, options.Time, told);
        List<Task> running = [];
        try
        {
            await StartAsync(app, options, cancellation);
            OutboxNews.Follow(outbox, options.Time, told);
            var sending = outbox.RunAsync(client, ending.Token);
            running.Add(WarmAsync(years, options, hindrances, ending.Token));
            running.Add(ForgetAsync(outbox, options, ending.Token));
            List<Task> lasting = [sending];
            if (options.Inbox is { } inbox)
            {
                lasting.Add(new Inbox(inbox, intake, options.KeepRecorded, options.Time, told).RunAsync(ending.Token));
            }

            if (options.OutcomesFile is { } file)
            {
                lasting.Add(delivery.ToFileAsync(file, ending.Token));
            }

            if (callback is not null)
            {
                lasting.Add(delivery.ToCallbackAsync(callback, ending.Token));
            }

            running.AddRange(lasting);
            ready(new Uri(app.Urls.Single()), webhooks is null ? null : StandardWebhook.PublicKeyText(webhooks.Signer));

            // None of these ends by itself but by a fault that no waiting mends, such as a fork.
            var stopped = app.WaitForShutdownAsync(cancellation);
            var first = await Task.WhenAny([stopped, .. lasting]);
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

    private static async Task StartAsync(WebApplication app, AgentOptions options, CancellationToken cancellation)
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

    // This year's key, before anybody needs it; offline it is asked for with the first line.
    private static async Task WarmAsync(YearKeys years, AgentOptions options, Hindrances hindrances, CancellationToken cancellation)
    {
        try
        {
            await years.WhyNotAsync(LineSigner.YearsOf(options.Time.GetUtcNow()), cancellation);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            hindrances.Met("no line is taken yet", problem);
        }
    }

    private static async Task ForgetAsync(Outbox outbox, AgentOptions options, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                outbox.ForgetRecorded(options.KeepRecorded);
                await Task.Delay(TimeSpan.FromHours(12), options.Time, cancellation);
            }
            catch (OutboxException)
            {
                // Of a full disk, more is told where it matters.
                await Task.Delay(TimeSpan.FromHours(1), options.Time, cancellation);
            }
        }
    }

    private static KeyFile WebhookKey(string folder)
    {
        var path = Path.Combine(folder, "webhook.key");
        return File.Exists(path) ? KeyFile.Load(path) : KeyFile.Create(path);
    }

    private static WebApplication Build(AgentOptions options, Outbox outbox, LineIntake intake, SharedSecret secret, Hindrances hindrances)
    {
        var app = ServingLimits.Builder(options.Listen, AgentEndpoints.MaxBytes, options.RequestsPerSecond).Build();
        app.UseServingLimits();
        app.MapAgent(outbox, intake, secret, hindrances);
        return app;
    }
}
