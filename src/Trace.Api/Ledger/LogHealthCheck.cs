using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Trace.Api.Ledger;

/// <summary>Unhealthy where nothing is written, degraded while the backlog holds or the quorum of witnesses is missing.</summary>
/// <param name="standing">Whether this server writes.</param>
public sealed class LogHealthCheck(LogStanding standing) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        standing.ReadOnlyBecause is { } readOnly ? HealthCheckResult.Unhealthy(readOnly)
        : standing.HoldingBecause is { } holding ? HealthCheckResult.Degraded(holding)
        : standing.UnpublishedBecause is { } unpublished ? HealthCheckResult.Degraded(unpublished)
        : HealthCheckResult.Healthy());
}
