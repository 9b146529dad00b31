using Google.Protobuf;
using Grpc.Core;
using Trace.Api.Challenges;
using Trace.Api.Disclosures;
using Trace.Api.Waybills;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// What the calls of <c>trace.v1.Ledger</c> do, whichever way they come: gRPC and JSON over HTTP are two doors to this. What is refused is thrown
/// as <see cref="RefusedCallException"/>.
/// </summary>
public sealed class LedgerCalls(
    Recorder recorder, StreamRecorder stream, HistoryReader histories, Checkpoints checkpoints, TileReader tiles, Watching watching,
    DisclosureDesk disclosures, WaybillDesk waybills, ChallengeDesk challenges)
{
    private const int IdentityBytes = 32;

    /// <summary>Records one statement, and answers when it is durable.</summary>
    public async Task<Recorded> RecordAsync(SignedStatement request, CancellationToken cancellation)
    {
        var verdict = await recorder.RecordAsync(request, cancellation);
        return verdict.Recorded ?? throw RefusalStatus.ToException(verdict.Refusal!);
    }

    /// <summary>Records a stream; one outcome a statement, in order.</summary>
    public Task RecordManyAsync(IAsyncEnumerable<Arrival> statements, IAsyncStreamWriter<Outcome> outcomes, CancellationToken cancellation) =>
        stream.RunAsync(statements, outcomes, cancellation);

    /// <summary>A page of a subject's history.</summary>
    public async Task<History> GetHistoryAsync(GetHistoryRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireSubject(request.Subject);
        return await histories.ReadAsync(request, cancellation) ?? throw Refuse(Reason.NotFound, "subject", $"nothing is recorded about \"{request.Subject}\"");
    }

    /// <summary>One entry with its proof.</summary>
    public async Task<Recorded> GetEntryAsync(GetEntryRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ByCase == GetEntryRequest.ByOneofCase.None)
        {
            throw Refuse(Reason.FieldRequired, "by", "an entry is asked for by its index or by its statement's identity");
        }

        if (request.ByCase == GetEntryRequest.ByOneofCase.Identity && request.Identity.Length != IdentityBytes)
        {
            throw Refuse(Reason.FieldOutOfBounds, "identity", $"an identity is a SHA-256 of {IdentityBytes} bytes; {request.Identity.Length} came");
        }

        return await histories.EntryAsync(request, cancellation) ?? throw Refuse(Reason.NotFound, "by", "no such entry is recorded");
    }

    /// <summary>That an index is in the tree of a size.</summary>
    public async Task<V1.InclusionProof> GetInclusionProofAsync(GetInclusionProofRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (size, head) = SizeWithin(request.Size, "size");
        if (request.Index >= (ulong)size)
        {
            throw Refuse(Reason.OutOfRange, "index", $"index {request.Index} is not below the tree's size {size}");
        }

        var proof = await tiles.BuildAsync(ProofNodes.ForInclusion((long)request.Index, size), head.Edge, cancellation);
        return Answers.Inclusion((long)request.Index, size, proof);
    }

    /// <summary>That the tree of one size continues the tree of a smaller one.</summary>
    public async Task<V1.ConsistencyProof> GetConsistencyProofAsync(GetConsistencyProofRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (second, head) = SizeWithin(request.Second, "second");
        if (request.First > (ulong)second)
        {
            throw Refuse(Reason.OutOfRange, "first", $"first is {request.First}, greater than second, {second}");
        }

        var proof = await tiles.BuildAsync(ProofNodes.ForConsistency((long)request.First, second), head.Edge, cancellation);
        return Answers.Consistency((long)request.First, second, proof);
    }

    /// <summary>The last published or signed checkpoint.</summary>
    public CheckpointNote GetCheckpoint(GetCheckpointRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CheckpointNote { Note = UnsafeByteOperations.UnsafeWrap(checkpoints.At(request.At).Note) };
    }

    /// <summary>A subject's entries as they are recorded. What is wrong with the request is thrown at once, before anything is waited for.</summary>
    public Task WatchHistoryAsync(WatchHistoryRequest request, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireSubject(request.Subject);
        checkpoints.At(At.Published);
        return watching.HistoryAsync(request, to, cancellation);
    }

    /// <summary>The log's entries as they are recorded. What is wrong with the request is thrown at once, before anything is waited for.</summary>
    public Task WatchLogAsync(WatchLogRequest request, IAsyncStreamWriter<WatchedEntry> to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        checkpoints.At(At.Published);
        return watching.LogAsync(request, to, cancellation);
    }

    /// <summary>A nonce to sign.</summary>
    /// <param name="audience">What the caller reached: <c>grpc://host:port</c>, or a web origin.</param>
    public Challenge GetChallenge(string audience) => challenges.Issue(audience);

    /// <summary>Uploads or reads the content of a commitment.</summary>
    public Task<DiscloseResponse> DiscloseAsync(DiscloseRequest request, CancellationToken cancellation) =>
        disclosures.DiscloseAsync(request, MethodName("Disclose"), cancellation);

    /// <summary>Deletes content and key.</summary>
    public async Task<EraseResponse> EraseAsync(EraseRequest request, CancellationToken cancellation)
    {
        await disclosures.EraseAsync(request, cancellation);
        return new EraseResponse();
    }

    /// <summary>A year's waybill key.</summary>
    public Task<WaybillKeyResponse> GetWaybillKeyAsync(GetWaybillKeyRequest request, CancellationToken cancellation) =>
        waybills.KeyAsync(request, MethodName("GetWaybillKey"), cancellation);

    /// <summary>The parcel keys of a waybill number.</summary>
    /// <param name="request">Courier, number and year.</param>
    /// <param name="caller">The caller's address, by which the rate is limited.</param>
    public ResolveWaybillResponse ResolveWaybill(ResolveWaybillRequest request, string caller) => waybills.Resolve(request, caller);

    // What a challenge is signed for is the method, not the door.
    private static string MethodName(string method) => $"/{LedgerReflection.Descriptor.Services[0].FullName}/{method}";

    private (long Size, SignedHead Head) SizeWithin(ulong asked, string field)
    {
        var signed = checkpoints.At(At.Signed);
        var size = asked == 0 ? (ulong)checkpoints.At(At.Published).Head.Size : asked;
        return size <= (ulong)signed.Head.Size
            ? ((long)size, signed)
            : throw Refuse(Reason.OutOfRange, field, $"{field} is {asked}; the log has signed {signed.Head.Size}");
    }

    private static void RequireSubject(string subject)
    {
        if (!SubjectKey.TryParse(subject, out _, out var problem))
        {
            throw Refuse(Reason.SubjectInvalid, "subject", problem);
        }
    }

    private static RefusedCallException Refuse(Reason reason, string field, string message) => RefusalStatus.ToException(Refusal.Because(reason, field, message));
}
