using Google.Protobuf;
using Grpc.Core;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>The gRPC service <c>trace.v1.Ledger</c>: turns calls into the ledger's own words, and refusals into statuses.</summary>
public sealed class LedgerService(
    Recorder recorder, StreamRecorder stream, HistoryReader histories, Checkpoints checkpoints, TileReader tiles, Watching watching,
    Disclosures.DisclosureDesk disclosures, Waybills.WaybillDesk waybills, Challenges.ChallengeDesk challenges) : V1.Ledger.LedgerBase
{
    /// <inheritdoc/>
    public override async Task<Recorded> Record(SignedStatement request, ServerCallContext context)
    {
        var verdict = await recorder.RecordAsync(request, context.CancellationToken);
        return verdict.Recorded ?? throw RefusalStatus.ToException(verdict.Refusal!);
    }

    /// <inheritdoc/>
    public override Task RecordMany(IAsyncStreamReader<SignedStatement> requestStream, IServerStreamWriter<Outcome> responseStream, ServerCallContext context) =>
        stream.RunAsync(requestStream, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<History> GetHistory(GetHistoryRequest request, ServerCallContext context)
    {
        RequireSubject(request.Subject);
        return await histories.ReadAsync(request, context.CancellationToken) ?? throw NotFound("subject", $"nothing is recorded about \"{request.Subject}\"");
    }

    /// <inheritdoc/>
    public override async Task<Recorded> GetEntry(GetEntryRequest request, ServerCallContext context) =>
        await histories.EntryAsync(request, context.CancellationToken) ?? throw NotFound("by", "no such entry is recorded");

    /// <inheritdoc/>
    public override async Task<V1.InclusionProof> GetInclusionProof(GetInclusionProofRequest request, ServerCallContext context)
    {
        var (size, head) = SizeWithin(request.Size, "size");
        if (request.Index >= (ulong)size)
        {
            throw OutOfRange("index", $"index {request.Index} is not below the tree's size {size}");
        }

        var proof = await tiles.BuildAsync(ProofNodes.ForInclusion((long)request.Index, size), head.Edge, context.CancellationToken);
        return Answers.Inclusion((long)request.Index, size, proof);
    }

    /// <inheritdoc/>
    public override async Task<V1.ConsistencyProof> GetConsistencyProof(GetConsistencyProofRequest request, ServerCallContext context)
    {
        var (second, head) = SizeWithin(request.Second, "second");
        if (request.First > (ulong)second)
        {
            throw OutOfRange("first", $"first is {request.First}, greater than second, {second}");
        }

        var proof = await tiles.BuildAsync(ProofNodes.ForConsistency((long)request.First, second), head.Edge, context.CancellationToken);
        return Answers.Consistency((long)request.First, second, proof);
    }

    /// <inheritdoc/>
    public override Task<CheckpointNote> GetCheckpoint(GetCheckpointRequest request, ServerCallContext context) =>
        Task.FromResult(new CheckpointNote { Note = UnsafeByteOperations.UnsafeWrap(checkpoints.At(request.At).Note) });

    /// <inheritdoc/>
    public override Task WatchHistory(WatchHistoryRequest request, IServerStreamWriter<WatchedEntry> responseStream, ServerCallContext context)
    {
        RequireSubject(request.Subject);
        return watching.HistoryAsync(request, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task WatchLog(WatchLogRequest request, IServerStreamWriter<WatchedEntry> responseStream, ServerCallContext context) =>
        watching.LogAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Challenge> GetChallenge(GetChallengeRequest request, ServerCallContext context) =>
        Task.FromResult(challenges.Issue($"grpc://{context.Host}"));

    /// <inheritdoc/>
    public override Task<DiscloseResponse> Disclose(DiscloseRequest request, ServerCallContext context) =>
        disclosures.DiscloseAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<EraseResponse> Erase(EraseRequest request, ServerCallContext context)
    {
        await disclosures.EraseAsync(request, context.CancellationToken);
        return new EraseResponse();
    }

    /// <inheritdoc/>
    public override Task<WaybillKeyResponse> GetWaybillKey(GetWaybillKeyRequest request, ServerCallContext context) =>
        waybills.KeyAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ResolveWaybillResponse> ResolveWaybill(ResolveWaybillRequest request, ServerCallContext context) =>
        Task.FromResult(waybills.Resolve(request, context.Peer));

    private (long Size, SignedHead Head) SizeWithin(ulong asked, string field)
    {
        var signed = checkpoints.At(At.Signed);
        var size = asked == 0 ? (ulong)checkpoints.At(At.Published).Head.Size : asked;
        return size <= (ulong)signed.Head.Size
            ? ((long)size, signed)
            : throw OutOfRange(field, $"{field} is {asked}; the log has signed {signed.Head.Size}");
    }

    private static void RequireSubject(string subject)
    {
        if (!SubjectKey.TryParse(subject, out _, out var problem))
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.SubjectInvalid, "subject", problem));
        }
    }

    private static RpcException NotFound(string field, string message) => RefusalStatus.ToException(Refusal.Because(Reason.NotFound, field, message));

    private static RpcException OutOfRange(string field, string message) => RefusalStatus.ToException(Refusal.Because(Reason.OutOfRange, field, message));
}
