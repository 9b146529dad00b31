using System.Net;
using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// Brings the newest signed checkpoint to the witnesses, and publishes it once the policy's quorum has cosigned. Recording never waits for it.
/// While the quorum is missing, the last published checkpoint stays, and its age is an alarm. Where no witness is asked, what is signed is
/// published, and this keeps one a minute.
/// </summary>
/// <remarks>
/// Order: verified under the whole policy, written to the database, served. A crash before the write publishes nothing; one after it serves
/// what was written. A witness that knows more of this log than the database does, or another tree of it, makes this server read-only.
/// </remarks>
public sealed class CheckpointPublisher(
    LogOptions options, Checkpoints checkpoints, PublishedStore store, KeptCheckpoints kept, TileReader tiles, LogStanding standing, PublishingPace pace,
    LedgerMeters meters, TimeProvider time, ILogger<CheckpointPublisher> logger) : BackgroundService
{
    private readonly QuorumAlarm _alarm = new(pace.Alarm, time, standing, logger);
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _http = NewClient();
    private WitnessLink[] _links = [];
    private Task[] _asking = [];
    private long _roundAt;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await kept.RestoreAsync(cancellationToken);
        var desk = new WitnessDesk(_http, ProveAsync, () => checkpoints.Signed?.Head.Size ?? 0, TurnReadOnly, pace.Answer, time, meters, logger);
        _links = [.. WitnessAddresses.Of(options.Policy).Select(address => new WitnessLink(address.Prefix, address.Witnesses, desk))];
        if (_links.Length > 0)
        {
            await RestoreAsync(cancellationToken);
            _asking = [.. _links.Select(link => link.RunAsync(_ending.Token))];
            await AskBeforeServingAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        _ending.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (_links.Length > 0 ? RoundAsync(stoppingToken) : KeepAsync(stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } or TimeoutException or IOException)
            {
                PublishingLog.RoundFailed(logger, problem);
                await Task.Delay(pace.Missing, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
    })
    {
        MaxResponseContentBufferSize = AddCheckpoint.MaxAnswerBytes,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    // What was published last is served again, if it is still this log's and meets the policy of today.
    private async Task RestoreAsync(CancellationToken cancellation)
    {
        if (checkpoints.Signed is not { } signed || await store.LastAsync(cancellation) is not { } last)
        {
            return;
        }

        if (!options.Policy.TryVerify(last.Note, out var verified, out var refusal))
        {
            PublishingLog.NotRestored(logger, refusal.Problem);
            return;
        }

        var (size, root) = (verified.Checkpoint.Size, verified.Checkpoint.Root);
        try
        {
            if (size > signed.Head.Size || await RootAsync(size, signed, cancellation) != root)
            {
                // The quorum cosigned it: whatever lost or changed the entries since, to go on would be a second history.
                TurnReadOnly($"the checkpoint of {size} entries with the root {root.ToBase64()} was published with its quorum, and this database's tree of {signed.Head.Size} entries does not continue it. Restore the database that was published (docs/operations.md)");
                return;
            }
        }
        catch (InvalidDataException damaged)
        {
            PublishingLog.NotRestored(logger, damaged.Message);
            return;
        }

        // The newer edge serves the older size: of each partial tile the first part.
        checkpoints.Publish(new SignedHead(signed.Head with { Size = size, Root = root }, last.Note, signed.Edge));
        meters.Published(last.At);
    }

    private async Task<Hash256> RootAsync(long size, SignedHead signed, CancellationToken cancellation) =>
        size == 0 ? MerkleHash.EmptyRoot : (await tiles.BuildAsync(ProofNodes.ForRoot(size), signed.Edge, cancellation))[0];

    // Before a single statement is taken. Who does not answer has no say, and is heard when he does.
    private async Task AskBeforeServingAsync(CancellationToken cancellation)
    {
        if (checkpoints.Signed is not { } head || standing.ReadOnlyBecause is not null)
        {
            return;
        }

        var gathering = Ask(head);
        await Task.WhenAny(gathering.Settled, Task.Delay(pace.Start, time, cancellation));
    }

    private Gathering Ask(SignedHead head)
    {
        var gathering = new Gathering(head, options.Policy);
        gathering.Expect();
        foreach (var link in _links)
        {
            link.Offer(gathering);
        }

        gathering.Done();
        return gathering;
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        var moved = checkpoints.SignedMoved;
        if (checkpoints.Signed is not { } head || standing.ReadOnlyBecause is not null)
        {
            await WaitAsync(pace.Missing, moved, null, stopping);
            return;
        }

        // A loop that ended did so by a mistake of ours: nobody would answer for it.
        if (Array.Find(_asking, asking => asking.IsFaulted) is { } mistake)
        {
            await mistake;
        }

        _roundAt = time.GetTimestamp();
        var gathering = Ask(head);
        await Task.WhenAny(gathering.Met, gathering.Settled).WaitAsync(stopping);
        await WaitAsync(pace.Grace, gathering.Settled, null, stopping);
        await RestAsync(gathering, moved, stopping);
    }

    // Publishes what the round came to, and what still comes to it, until it is time for the next.
    private async Task RestAsync(Gathering gathering, Task moved, CancellationToken stopping)
    {
        while (true)
        {
            var more = gathering.More;
            var isPublished = await PublishAsync(gathering, stopping);
            var rest = (isPublished ? pace.Idle : pace.Missing) - time.GetElapsedTime(_roundAt);
            var least = (isPublished ? pace.Round : pace.Missing) - time.GetElapsedTime(_roundAt);
            if (least > TimeSpan.Zero)
            {
                await WaitAsync(least, more, null, stopping);
            }

            if (!more.IsCompleted)
            {
                await WaitAsync(Least(rest, UntilKept(gathering.Head.Head.Size)), more, moved, stopping);
            }

            if (!more.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task<bool> PublishAsync(Gathering gathering, CancellationToken stopping)
    {
        // A witness may just have shown that this server must not speak for the log.
        if (standing.ReadOnlyBecause is not null)
        {
            return false;
        }

        if (!gathering.IsMet)
        {
            _alarm.Missing(Why(gathering));
            return false;
        }

        var note = gathering.Cosigned();
        if (!options.Policy.TryVerify(note, out _, out var refusal))
        {
            _alarm.Missing(refusal.Problem);
            return false;
        }

        var size = gathering.Head.Head.Size;
        if (checkpoints.Published is not { } before || size >= before.Head.Size)
        {
            var published = new PublishedNote(size, note.ToBytes(), time.GetUtcNow());
            var keep = kept.Due(size) <= published.At;
            if (!await store.PublishAsync(published, keep, stopping))
            {
                return false;
            }

            if (keep)
            {
                kept.Kept(published);
            }

            checkpoints.Publish(gathering.Head with { Note = published.Note });
            meters.Published(published.At);
        }

        _alarm.Met(size);
        return true;
    }

    private string Why(Gathering gathering)
    {
        var missing = gathering.Missing();
        var who = missing.Select(witness => _links.FirstOrDefault(link => link.Witnesses.Contains(witness))?.Problem is { } problem ? $"{witness.Name} ({problem})" : witness.Name);
        return $"quorum {options.Policy.Quorum.Name} is not met: not cosigned by {string.Join(", ", who)}. Published stays {(checkpoints.Published is { } last ? $"the checkpoint of {last.Head.Size} entries" : "nothing")}; {gathering.Head.Head.Size} are signed";
    }

    private TimeSpan? UntilKept(long size) => kept.Due(size) is { } due ? due - time.GetUtcNow() : null;

    private static TimeSpan Least(TimeSpan rest, TimeSpan? other) => other is { } sooner && sooner < rest ? sooner : rest;

    // Until a time has passed, or one of two things has happened.
    private async Task WaitAsync(TimeSpan most, Task happened, Task? alsoHappened, CancellationToken stopping)
    {
        if (most <= TimeSpan.Zero)
        {
            stopping.ThrowIfCancellationRequested();
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(happened, alsoHappened ?? happened, Task.Delay(most, time, over.Token));
        await over.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }

    // Without witnesses: the note that the log signed.
    private async Task KeepAsync(CancellationToken stopping)
    {
        if (standing.ReadOnlyBecause is null && checkpoints.Signed is { } head && kept.Due(head.Head.Size) is { } due && due <= time.GetUtcNow())
        {
            var note = new PublishedNote(head.Head.Size, head.Note, time.GetUtcNow());
            await store.KeepAsync(note, stopping);
            kept.Kept(note);
        }

        await Task.Delay(Least(pace.Missing, pace.Keep), time, stopping);
    }

    private Task<Hash256[]> ProveAsync(long old, SignedHead head, CancellationToken cancellation) =>
        tiles.BuildAsync(ProofNodes.ForConsistency(old, head.Head.Size), head.Edge, cancellation);

    private void TurnReadOnly(string reason)
    {
        if (standing.ReadOnlyBecause is null)
        {
            LedgerLog.ReadOnly(logger, reason);
            standing.TurnReadOnly(reason);
        }
    }
}
