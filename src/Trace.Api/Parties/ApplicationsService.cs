using Grpc.Core;
using Trace.Api.Http;
using Trace.V1;

namespace Trace.Api.Parties;

/// <summary>The gRPC service <c>trace.v1.Applications</c>.</summary>
internal sealed class ApplicationsService(ApplicationDesk desk) : Applications.ApplicationsBase
{
    /// <inheritdoc/>
    public override Task<ApplyResponse> Apply(ApplyRequest request, ServerCallContext context) =>
        desk.ApplyAsync(request, context.Method, ClientAddress.Of(context.GetHttpContext()), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Application> GetApplication(GetApplicationRequest request, ServerCallContext context) =>
        desk.GetAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListApplicationsResponse> ListApplications(ListApplicationsRequest request, ServerCallContext context) =>
        desk.ListAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Application> RefuseApplication(RefuseApplicationRequest request, ServerCallContext context) =>
        desk.RefuseAsync(request, context.Method, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<WithdrawApplicationResponse> WithdrawApplication(WithdrawApplicationRequest request, ServerCallContext context) =>
        desk.WithdrawAsync(request, context.Method, context.CancellationToken);
}
