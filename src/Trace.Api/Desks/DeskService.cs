using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Desks;

/// <summary>The gRPC service <c>trace.v1.Desk</c>.</summary>
internal sealed class DeskService(DeskReader desk) : Desk.DeskBase
{
    /// <inheritdoc/>
    public override Task<ListCasesResponse> ListCases(ListCasesRequest request, ServerCallContext context) =>
        desk.ListAsync(request, context.Method, context.CancellationToken);
}
