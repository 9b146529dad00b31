using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;

namespace Trace.Api.Tests.Ledger;

/// <summary>A test of the ledger. Once it is over, every log that it wrote is verified as a whole.</summary>
public abstract class LedgerTest(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly Dictionary<string, (VerifierKey Key, string Ledger)> _written = [];

    /// <summary>A service over a database of its own, or over one that an earlier service wrote.</summary>
    protected async Task<RunningService> StartAsync(string? database = null, Func<TraceSettings, TraceSettings>? change = null, Action<IServiceCollection>? replace = null)
    {
        var service = await RunningService.StartAsync(database ?? await postgres.CreateDatabaseAsync(), change, replace);
        var options = service.Services.GetRequiredService<LogOptions>();
        _written[service.ConnectionString] = (options.Signer.VerifierKey, options.Ledger);
        return service;
    }

    /// <summary>For a log that the test damaged.</summary>
    protected void ExpectDamage(RunningService service) => _written.Remove(service.ConnectionString);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var (database, (key, ledger)) in _written)
        {
            await CheckLog.PassesAsync(database, key, ledger);
        }
    }
}
