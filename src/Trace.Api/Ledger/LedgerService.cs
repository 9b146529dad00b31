using Grpc.Core;
using Trace.Api.Http;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>The gRPC service <c>trace.v1.Ledger</c>: one door to <see cref="LedgerCalls"/>.</summary>
public sealed class LedgerService(LedgerCalls calls) : V1.Ledger.LedgerBase
{
    /// <inheritdoc/>
    public override Task<Recorded> Record(SignedStatement request, ServerCallContext context) =>
        calls.RecordAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task RecordMany(IAsyncStreamReader<SignedStatement> requestStream, IServerStreamWriter<Outcome> responseStream, ServerCallContext context) =>
        calls.RecordManyAsync(requestStream.ReadAllAsync(context.CancellationToken).Select(signed => new Arrival(signed, null)), responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<History> GetHistory(GetHistoryRequest request, ServerCallContext context) =>
        calls.GetHistoryAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Recorded> GetEntry(GetEntryRequest request, ServerCallContext context) =>
        calls.GetEntryAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<InclusionProof> GetInclusionProof(GetInclusionProofRequest request, ServerCallContext context) =>
        calls.GetInclusionProofAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ConsistencyProof> GetConsistencyProof(GetConsistencyProofRequest request, ServerCallContext context) =>
        calls.GetConsistencyProofAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<CheckpointNote> GetCheckpoint(GetCheckpointRequest request, ServerCallContext context) =>
        Task.FromResult(calls.GetCheckpoint(request));

    /// <inheritdoc/>
    public override Task WatchHistory(WatchHistoryRequest request, IServerStreamWriter<WatchedEntry> responseStream, ServerCallContext context) =>
        calls.WatchHistoryAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchLog(WatchLogRequest request, IServerStreamWriter<WatchedEntry> responseStream, ServerCallContext context) =>
        calls.WatchLogAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Challenge> GetChallenge(GetChallengeRequest request, ServerCallContext context) =>
        Task.FromResult(calls.GetChallenge(context.GetHttpContext().Features.Get<WebOrigin>()?.Value ?? $"grpc://{context.Host}"));

    /// <inheritdoc/>
    public override Task<DiscloseResponse> Disclose(DiscloseRequest request, ServerCallContext context) =>
        calls.DiscloseAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<EraseResponse> Erase(EraseRequest request, ServerCallContext context) =>
        calls.EraseAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<WaybillKeyResponse> GetWaybillKey(GetWaybillKeyRequest request, ServerCallContext context) =>
        calls.GetWaybillKeyAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ResolveWaybillResponse> ResolveWaybill(ResolveWaybillRequest request, ServerCallContext context) =>
        Task.FromResult(calls.ResolveWaybill(request, ClientAddress.Of(context.GetHttpContext())));
}
