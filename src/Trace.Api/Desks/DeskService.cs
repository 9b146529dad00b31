using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Desks;

/// <summary>The gRPC service <c>trace.v1.Desk</c>.</summary>
internal sealed class DeskService(DeskReader desk, PartyKeysReader keys) : Desk.DeskBase
{
    /// <inheritdoc/>
    public override Task<ListCasesResponse> ListCases(ListCasesRequest request, ServerCallContext context) =>
        desk.ListAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context) =>
        keys.ListAsync(request, context.Method, context.CancellationToken);
}
