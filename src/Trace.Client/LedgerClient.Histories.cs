using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client;

public sealed partial class LedgerClient
{
    /// <summary>Reads a subject's whole history and checks all of it (<see cref="HistoryVerifier"/>), at a checkpoint consistent with the last that this client accepted.</summary>
    /// <param name="subject">A subject key.</param>
    /// <param name="thorough">Whether each entry's own inclusion is proven, not the newest's alone.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="VerificationException">Something does not hold; it says of which entry, and which rule.</exception>
    /// <exception cref="ForkException">The log shrank or forked.</exception>
    /// <exception cref="RefusedException">There is no such history, or no such subject can be.</exception>
    public async Task<VerifiedHistory> ReadHistoryAsync(string subject, bool thorough = false, CancellationToken cancellation = default)
    {
        var bundle = await ReadBundleAsync(subject, thorough, cancellation).ConfigureAwait(false);
        if (!HistoryVerifier.TryVerify(bundle, Policy, Ledger, thorough, out var history, out var failures))
        {
            throw new VerificationException(failures);
        }

        await _memory.ObserveAsync(history.Checkpoint, cancellation).ConfigureAwait(false);
        return history;
    }

    /// <summary>Reads a subject's whole history with its evidence and proofs, as others can check it offline. It is not verified here.</summary>
    /// <param name="subject">A subject key.</param>
    /// <param name="thorough">Whether each entry's own inclusion proof is wanted, not the newest's alone.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<HistoryBundle> ReadBundleAsync(string subject, bool thorough = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new HistoryReader(
            (request, ending) => CallAsync(options => _stub.GetHistoryAsync(request, options), false, ending),
            (index, size, ending) => CallAsync(options => _stub.GetInclusionProofAsync(new GetInclusionProofRequest { Index = index, Size = size }, options), false, ending))
            .ReadAsync(subject, thorough, cancellation);
    }

    /// <summary>
    /// A subject's entries as they are recorded. Each is linked to the one before it; signatures, evidence and inclusion are checked by
    /// <see cref="ReadHistoryAsync"/>, which is called before anything that matters is done on account of an entry. Goes on by itself after a break.
    /// </summary>
    /// <param name="subject">A subject key.</param>
    /// <param name="fromVersion">First version wanted; 0 is the next to come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="VerificationException">An entry does not follow the one before it.</exception>
    public async IAsyncEnumerable<RecordedEntry> WatchHistoryAsync(string subject, ulong fromVersion = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        RecordedEntry? before = null;
        var watched = WatchAsync(
            (from, options) => _stub.WatchHistory(new WatchHistoryRequest { Subject = subject, FromVersion = from ?? fromVersion }, options), cancellation);
        await foreach (var entry in watched.ConfigureAwait(false))
        {
            var follows = before is null ? fromVersion == 0 || entry.Version == fromVersion : entry.Version == before.Version + 1 && entry.Previous == before.LeafHash;
            if (entry.Statement.Subject.Value != subject || !follows)
            {
                throw VerificationException.Because(VerificationRule.Previous, $"version {entry.Version} of \"{entry.Statement.Subject}\" does not follow version {before?.Version ?? fromVersion} of \"{subject}\"", subject, entry.Index);
            }

            yield return before = entry;
        }
    }

    /// <summary>The log's entries as they are recorded, without gaps. That they are in the log is proven by <see cref="GetEntryAsync(ulong, CancellationToken)"/>, or by whoever follows its tiles. Goes on by itself after a break.</summary>
    /// <param name="fromIndex">First index wanted; null begins with the next to come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="VerificationException">An entry does not follow the one before it.</exception>
    public async IAsyncEnumerable<RecordedEntry> WatchLogAsync(ulong? fromIndex = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var expected = fromIndex;
        var watched = WatchAsync(
            (from, options) => _stub.WatchLog(new WatchLogRequest { FromIndex = from ?? fromIndex ?? 0, OnlyNew = from is null && fromIndex is null }, options), cancellation);
        await foreach (var entry in watched.ConfigureAwait(false))
        {
            if (expected is { } index && entry.Index != index)
            {
                throw VerificationException.Because(VerificationRule.Order, $"entry {index} is expected next; entry {entry.Index} came", entry.Statement.Subject.Value, entry.Index);
            }

            expected = entry.Index + 1;
            yield return entry;
        }
    }

    private async IAsyncEnumerable<RecordedEntry> WatchAsync(
        Func<ulong?, CallOptions, AsyncServerStreamingCall<WatchedEntry>> open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ulong? resume = null;
        for (var attempt = 1; ; attempt++)
        {
            RpcException? broken = null;
            using (var call = open(resume, new CallOptions(cancellationToken: cancellation)))
            {
                while (broken is null)
                {
                    WatchedEntry? watched = null;
                    try
                    {
                        watched = await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false) ? call.ResponseStream.Current : null;
                    }
                    catch (RpcException error)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        broken = error;
                    }

                    if (watched is null)
                    {
                        break;
                    }

                    attempt = 0;
                    resume = watched.ResumeFrom;
                    yield return Read(watched.Entry);
                }
            }

            var failed = Math.Max(1, attempt);
            if (broken is not null && (failed >= _options.Retry.MaxAttempts || !(RpcRefusals.IsTransient(broken) || RpcRefusals.Of(broken) is { Retryable: true })))
            {
                throw RpcRefusals.ToThrow(broken);
            }

            await Task.Delay(_options.Retry.Delay(failed, broken is null ? null : RpcRefusals.RetryAfter(broken)), _options.Time, cancellation).ConfigureAwait(false);
        }
    }

    private static RecordedEntry Read(ByteString bytes) => RecordedEntry.TryRead(bytes, out var entry, out var refusal)
        ? entry!
        : throw VerificationException.Because(VerificationRule.Form, refusal!.Message);
}
