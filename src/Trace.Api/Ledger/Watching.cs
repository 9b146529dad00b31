using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// Entries as they are recorded, from where a client says. Nothing is buffered for a reader beyond one small page, which is read again from the
/// store; one that takes too long for an entry is cut off with its resume point. A server that stops ends its watches, and waits for none.
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
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            await SendAsync(subject, from, to, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw RefusalStatus.ToException(Refusal.Later(Reason.ReadOnly, "", "this server is stopping; go on from the last resume point", TimeSpan.FromSeconds(1)));
        }
    }

    private async Task SendAsync(string? subject, ulong from, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        while (true)
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
                await moved.WaitAsync(cancellation);
            }
        }
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
