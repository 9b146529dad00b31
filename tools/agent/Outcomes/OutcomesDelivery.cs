using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>Brings outcomes to file and callback, each at its own pace, in order, at least once; how far each is lies in the outbox.</summary>
public sealed class OutcomesDelivery(Outbox outbox, TimeProvider time, Action<string> hindered)
{
    private const int Together = 100;
    private const string File = "file";
    private const string Callback = "callback";
    private static readonly RetryPolicy Pace = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1) };

    /// <summary>Appends to a file until it is ended.</summary>
    public Task ToFileAsync(string path, CancellationToken cancellation)
    {
        var file = OutcomesFile.Open(path, outbox.Bookmark(File));
        return Task.Run(
            () => DeliverAsync(File, file.Last, (outcomes, _) =>
            {
                file.Append(outcomes);
                return Task.CompletedTask;
            }, cancellation),
            CancellationToken.None);
    }

    /// <summary>Posts until it is ended.</summary>
    public Task ToCallbackAsync(OutcomesCallback callback, CancellationToken cancellation) => DeliverAsync(Callback, outbox.Bookmark(Callback), callback.PostAsync, cancellation);

    private async Task DeliverAsync(string reader, long since, Func<IReadOnlyList<OutboxOutcome>, CancellationToken, Task> deliver, CancellationToken cancellation)
    {
        using var more = new SemaphoreSlim(0, 1);
        void Poke(object? sender, EventArgs e)
        {
            try
            {
                more.Release();
            }
            catch (Exception idle) when (idle is SemaphoreFullException or ObjectDisposedException)
            {
                // It looks already, or never again.
            }
        }

        outbox.Changed += Poke;
        try
        {
            for (var failures = 0; ;)
            {
                var outcomes = outbox.Outcomes(since, Together);
                if (outcomes.Count == 0)
                {
                    await more.WaitAsync(cancellation);
                    continue;
                }

                try
                {
                    await deliver(outcomes, cancellation);
                    since = outcomes[^1].Number;
                    outbox.KeepBookmark(reader, since);
                    failures = 0;
                }
                catch (Exception problem) when (problem is NotDeliveredException or IOException or UnauthorizedAccessException)
                {
                    hindered($"outcomes from {outcomes[0].Number} on did not get to the {reader}: {problem.Message}");
                    await Task.Delay(Pace.Delay(++failures), time, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            outbox.Changed -= Poke;
        }
    }
}
