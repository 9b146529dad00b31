using System.Net;
using System.Threading.Channels;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>What all witnesses are asked with.</summary>
/// <param name="Http">Carries the requests.</param>
/// <param name="Prove">The consistency proof from an older size to a head.</param>
/// <param name="SignedSize">The newest size that this log has signed.</param>
/// <param name="Differs">What happens when a witness holds another history, or more of it, than this log.</param>
/// <param name="Patience">How long one request may take.</param>
/// <param name="Time">The clock.</param>
/// <param name="Meters">Counts the answers.</param>
/// <param name="Logger">Hears of what changes.</param>
internal sealed record WitnessDesk(
    HttpClient Http, Func<long, SignedHead, CancellationToken, Task<Hash256[]>> Prove, Func<long> SignedSize, Action<string> Differs,
    TimeSpan Patience, TimeProvider Time, LedgerMeters Meters, ILogger Logger);

/// <summary>
/// One witness's address: it is asked for one checkpoint after another, always the newest, by a loop of its own, so that one that is slow or dead
/// keeps nobody waiting. One that fails is left alone for a while, each time longer.
/// </summary>
internal sealed class WitnessLink(Uri prefix, IReadOnlyList<PolicyWitness> witnesses, WitnessDesk desk)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly Uri _address = new(prefix, AddCheckpoint.Path);
    private readonly Channel<(Gathering Gathering, bool Expected)> _mail = Channel.CreateBounded<(Gathering Gathering, bool Expected)>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped => Leave(dropped));

    // Of the loop alone. What the witness cosigned last, as it says; 0 until it was asked, which teaches it by a 409.
    private long _seen;
    private int _failures;
    private string? _silent;
    private string? _problem;
    private bool _pausing;

    /// <summary>Its names in the policy.</summary>
    public string Name { get; } = string.Join(", ", witnesses.Select(witness => witness.Name));

    /// <summary>Whose cosignatures are asked for here.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses => witnesses;

    /// <summary>Why it did not cosign when it was asked last; null where it did, or was not asked yet.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Puts a checkpoint before it, in the place of one that it was not asked for yet.</summary>
    public void Offer(Gathering gathering)
    {
        var expected = !Volatile.Read(ref _pausing);
        if (expected)
        {
            gathering.Expect();
        }

        _mail.Writer.TryWrite((gathering, expected));
    }

    /// <summary>Asks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var (gathering, expected) in _mail.Reader.ReadAllAsync(stopping))
        {
            if (!expected)
            {
                gathering.Expect();
            }

            string? problem;
            try
            {
                problem = await AskAsync(gathering, stopping);
            }
            finally
            {
                gathering.Done();
            }

            Tell(problem);
            if (problem is not null)
            {
                Volatile.Write(ref _pausing, true);
                await Task.Delay(Pause(), desk.Time, stopping);
                Volatile.Write(ref _pausing, false);
            }
        }
    }

    private static void Leave((Gathering Gathering, bool Expected) mail)
    {
        if (mail.Expected)
        {
            mail.Gathering.Done();
        }
    }

    private TimeSpan Pause()
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(_failures - 1, 10)), LongestPause.TotalMilliseconds));
#pragma warning disable CA5394 // Jitter keeps no secret.
        return pause * (0.75 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }

    private void Tell(string? problem)
    {
        if (problem is null && _failures > 0)
        {
            PublishingLog.WitnessBack(desk.Logger, Name, _failures);
        }
        else if (problem is not null && problem != _problem)
        {
            PublishingLog.WitnessFailed(desk.Logger, Name, problem);
        }

        _failures = problem is null ? 0 : _failures + 1;
        Volatile.Write(ref _problem, problem);
        desk.Meters.WitnessAnswered(Name, problem is null);
    }

    // Null where it cosigned, or has cosigned something newer.
    private async Task<string?> AskAsync(Gathering gathering, CancellationToken stopping)
    {
        var size = gathering.Head.Head.Size;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(desk.Patience);
        try
        {
            for (var attempt = 1; _seen <= size; attempt++)
            {
                var (status, body) = await PostAsync(gathering, limit.Token);
                if (status == HttpStatusCode.OK)
                {
                    return Take(gathering, body);
                }

                if (status == HttpStatusCode.UnprocessableEntity)
                {
                    desk.Differs($"witness {Name} says that this log's tree of {size} entries does not continue the one of {_seen} that it has cosigned: to go on would be a second history. Restore the database that was witnessed (docs/operations.md)");
                }

                if (status != HttpStatusCode.Conflict)
                {
                    return $"it answered {(int)status} {status}";
                }

                if (AddCheckpoint.Size(body) is not { } told)
                {
                    return "it answered 409 without a size";
                }

                Learn(told);
                if (told > desk.SignedSize())
                {
                    var ahead = $"witness {Name} has cosigned {told} entries of this log, and the database holds {desk.SignedSize()}: this is an older state, and to go on from it would be a second history. Restore a backup of size {told} or more; if this witness is known to lie, take it out of TRACE_POLICY (docs/operations.md)";
                    desk.Differs(ahead);
                    return ahead;
                }

                if (attempt == 2)
                {
                    return $"it answered 409 again, now with size {told}: somebody else sends it checkpoints of this log too, or it forgets";
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return $"it did not answer within {desk.Patience.TotalSeconds:F0} s";
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return $"its answer is longer than {AddCheckpoint.MaxAnswerBytes} bytes";
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return $"it was not reached: {(failed as HttpRequestException)?.HttpRequestError.ToString() ?? failed.GetType().Name}";
        }
        catch (Exception failed) when (failed is InvalidDataException or Npgsql.NpgsqlException or TimeoutException)
        {
            return $"no proof could be made for it: {failed.Message}";
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(Gathering gathering, CancellationToken cancellation)
    {
        var proof = _seen == 0 ? [] : await desk.Prove(_seen, gathering.Head, cancellation);
        using var content = new ByteArrayContent(AddCheckpoint.Request(_seen, proof, gathering.Note));
        using var answer = await desk.Http.PostAsync(_address, content, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    private string? Take(Gathering gathering, byte[] body)
    {
        var cosignatures = AddCheckpoint.Cosignatures(gathering.Note, body, [.. witnesses.Select(witness => witness.Key)], desk.Time.GetUtcNow(), ClockTolerance, out var problem);
        if (cosignatures.Count == 0)
        {
            return problem;
        }

        // One key of several that is silent is told once, and keeps the others from nothing.
        if (problem is not null && problem != _silent)
        {
            PublishingLog.WitnessFailed(desk.Logger, Name, problem);
        }

        _silent = problem;
        _seen = gathering.Head.Head.Size;
        gathering.Add(cosignatures);
        return null;
    }

    private void Learn(long told)
    {
        if (told < _seen)
        {
            PublishingLog.WitnessWentBack(desk.Logger, Name, _seen, told);
        }

        _seen = told;
    }
}
