using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// Entries as they are recorded, from where a client says. Nothing is buffered for a reader beyond one small page, which is read again from the
/// store; one that takes too long for an entry is cut off with its resume point.
/// </summary>
public sealed class Watching(HistoryReader histories, Checkpoints checkpoints, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Watching> logger)
{
    private const int PageSize = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A subject's entries, from a version on.</summary>
    /// <param name="request">The subject, and where to begin; version 0 is the next to come.</param>
    /// <param name="to">The reader.</param>
    /// <param name="cancellation">The call's.</param>
    public async Task HistoryAsync(WatchHistoryRequest request, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var from = request.FromVersion;
        if (from == 0)
        {
            var newest = await histories.ReadAsync(new GetHistoryRequest { Subject = request.Subject, Limit = 1, WithoutEvidence = true }, cancellation);
            from = (newest?.NewestVersion ?? 0) + 1;
        }

        await RunAsync(request.Subject, from, to, cancellation);
    }

    /// <summary>The log's entries, from an index on.</summary>
    /// <param name="request">Where to begin.</param>
    /// <param name="to">The reader.</param>
    /// <param name="cancellation">The call's.</param>
    public Task LogAsync(WatchLogRequest request, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(null, request.OnlyNew ? (ulong)checkpoints.At(At.Published).Head.Size : request.FromIndex, to, cancellation);
    }

    private async Task RunAsync(string? subject, ulong from, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        // A stopping server waits for no watch: its readers go on elsewhere, or here later.
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Taken before the store is asked, so that no move between the two is missed.
            var moved = checkpoints.Moved;
            var size = checkpoints.Published?.Head.Size ?? 0;
            var page = await histories.NextAsync(subject, from, PageSize, size, cancellation);
            foreach (var bytes in page)
            {
                from++;
                await WriteAsync(new WatchedEntry { Entry = bytes, ResumeFrom = from }, subject, to, cancellation);
            }

            if (page.Count == 0)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
                await moved.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        throw RefusalStatus.ToException(Refusal.Later(Reason.ReadOnly, "", $"this server is stopping; go on from {from}", TimeSpan.FromSeconds(2)));
    }

    private async Task WriteAsync(WatchedEntry entry, string? subject, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        try
        {
            await to.WriteAsync(entry, cancellation).WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            var resume = entry.ResumeFrom - 1;
            LedgerLog.ReaderTooSlow(logger, subject ?? "the log", Patience.TotalSeconds, resume);
            throw RefusalStatus.ToException(Refusal.Later(Reason.StreamTooSlow, "", $"this reader took more than {Patience.TotalSeconds:F0} s for one entry; go on from {resume}", TimeSpan.FromSeconds(1)));
        }
    }
}
