using Trace.Audit.Times;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit.Monitoring;

/// <summary>
/// Follows a log from its files and tells of what is watched: at least once, in the log's order. Every checkpoint is of the same history as
/// the one before it, every entry is what the checkpoint commits to. It moves on when a notice has arrived, and not before.
/// </summary>
/// <param name="files">The log.</param>
/// <param name="policy">Which log and witnesses are believed.</param>
/// <param name="watch">What is told.</param>
/// <param name="sinks">Where it is told: each of them, in this order.</param>
/// <param name="options">How it works.</param>
public sealed class MonitorRun(ILogFiles files, TrustPolicy policy, Watch watch, IReadOnlyList<INoticeSink> sinks, MonitorOptions options)
{
    // Of a fork it is told a few times and not for ever: the process ends with it, which is told too.
    private const int ForkAttempts = 3;

    private readonly LogReader _reader = new(files, policy) { Evidence = options.Evidence, Time = options.Time };

    // The size at which the log was told to be silent: once is enough.
    private long? _silentAt;

    /// <summary>Follows the log until it is ended.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ForkException">The log shrank or forked: told, and both checkpoints kept.</exception>
    /// <exception cref="IOException">The state can't be used.</exception>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        string? said = null;
        MonitorState? state = null;
        try
        {
            while (true)
            {
                try
                {
                    state ??= await OpenAsync(cancellation);
                    await StepAsync(state, cancellation);
                    said = null;
                }
                catch (Exception hindered) when (hindered is LogUnreachableException or LogFileException)
                {
                    // It may be mended. What the log showed before is remembered, and it is held to it then.
                    if (said != hindered.Message)
                    {
                        options.Hindered(said = hindered.Message);
                    }
                }

                await Task.Delay(options.Interval, options.Time, cancellation);
            }
        }
        finally
        {
            state?.Dispose();
        }
    }

    /// <summary>Tells of everything up to the newest checkpoint, and ends.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Index of the entry that comes next.</returns>
    /// <exception cref="ForkException">The log shrank or forked: told, and both checkpoints kept.</exception>
    /// <exception cref="LogFileException">No checkpoint is believed, or something is not what it commits to.</exception>
    /// <exception cref="LogUnreachableException">Files could not be read.</exception>
    /// <exception cref="IOException">The state can't be used.</exception>
    public async Task<long> OnceAsync(CancellationToken cancellation)
    {
        using var state = await OpenAsync(cancellation);
        await StepAsync(state, cancellation);
        return state.Next;
    }

    private async Task<MonitorState> OpenAsync(CancellationToken cancellation) =>
        MonitorState.Open(options.StateFolder, (await _reader.CheckpointAsync(cancellation)).Checkpoint.Origin, options.Name);

    private async Task StepAsync(MonitorState state, CancellationToken cancellation)
    {
        LogSnapshot newest;
        try
        {
            newest = await _reader.NewestAfterAsync(state.Accepted, cancellation);
        }
        catch (ForkException fork)
        {
            await TellOfForkAsync(fork, cancellation);
            throw;
        }

        var (note, size) = (newest.Verified.Note, newest.Checkpoint.Size);
        if (state.Accepted is null)
        {
            state.Save(note, Math.Min(options.From ?? size, size));
        }
        else if (Checkpoint.Parse(state.Accepted.Text).Size < size)
        {
            state.Save(note, state.Next);
        }

        await foreach (var stretch in newest.ReadAsync(Math.Min(state.Next, size), size, cancellation))
        {
            for (var i = 0; i < stretch.Entries.Count; i++)
            {
                if (await TakeAsync(stretch.Entries[i], stretch.First + i, newest.Checkpoint, cancellation))
                {
                    state.Save(note, stretch.First + i + 1);
                }
            }

            if (state.Next < stretch.End)
            {
                state.Save(note, stretch.End);
            }
        }

        await TellOfSilenceAsync(newest.Verified, cancellation);
    }

    private async Task TellOfSilenceAsync(VerifiedCheckpoint newest, CancellationToken cancellation)
    {
        if (Freshness.StaleFor(newest, options.Time.GetUtcNow()) is null)
        {
            _silentAt = null;
        }
        else if (_silentAt != newest.Checkpoint.Size)
        {
            _silentAt = newest.Checkpoint.Size;
            var notice = Notice.OfSilence(newest.Checkpoint, Freshness.CosignedAt(newest)!.Value);
            foreach (var sink in sinks)
            {
                await DeliverAsync(sink, notice, int.MaxValue, cancellation);
            }
        }
    }

    // Whether there was something to tell. An entry that can't be read is nobody's; auditors say so.
    private async Task<bool> TakeAsync(ReadOnlyMemory<byte> bytes, long index, Checkpoint checkpoint, CancellationToken cancellation)
    {
        if (!RecordedEntry.TryRead(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(bytes), out var entry, out var refusal))
        {
            options.Hindered($"entry {index} can't be read: {refusal!.Message}; ./trace audit says more");
            return false;
        }

        var because = watch.Because(entry!);
        if (because.Count == 0)
        {
            return false;
        }

        var notice = Notice.Of(entry!, index, checkpoint, because, watch.IsUrgent(entry!));
        foreach (var sink in sinks)
        {
            await DeliverAsync(sink, notice, int.MaxValue, cancellation);
        }

        return true;
    }

    private async Task DeliverAsync(INoticeSink sink, Notice notice, int attempts, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await sink.DeliverAsync(notice, cancellation);
                return;
            }
            catch (NotDeliveredException failed) when (attempt < attempts)
            {
                options.Hindered($"{notice.Id} did not arrive by {sink.Name}: {failed.Message}; it is sent again");
                await Task.Delay(options.Delivery.Delay(attempt), options.Time, cancellation);
            }
        }
    }

    private async Task TellOfForkAsync(ForkException fork, CancellationToken cancellation)
    {
        var notice = Notice.Of(fork, Checkpoint.Parse(fork.Accepted.Text).Origin);
        foreach (var sink in sinks)
        {
            try
            {
                await DeliverAsync(sink, notice, ForkAttempts, cancellation);
            }
            catch (NotDeliveredException failed)
            {
                options.Hindered($"the fork could not be told by {sink.Name}: {failed.Message}");
            }
        }
    }
}
