using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Trace.Api.Hosting;

/// <summary>Whether the database answers within two seconds.</summary>
internal sealed class PostgresHealthCheck(NpgsqlDataSource database) : IHealthCheck
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Asked every few seconds while it is down: the reason, without a stack trace each time.
            return HealthCheckResult.Unhealthy($"The database does not answer: {e.Message}");
        }
    }
}
