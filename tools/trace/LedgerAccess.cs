using System.CommandLine;
using Trace.Client;

namespace Trace.Tool;

/// <summary>The ledger as one command uses it: connected at the first question that needs it, and not before, so that what can be done offline is.</summary>
internal sealed class LedgerAccess(Surroundings surroundings, ParseResult parsed, CancellationToken cancellation) : IAsyncDisposable
{
    private LedgerClient? _client;

    public CancellationToken Cancellation => cancellation;

    public async Task<LedgerClient> ClientAsync() => _client ??= await surroundings.ConnectAsync(parsed, cancellation);

    /// <summary>The ledger's name, which every signature is bound to: the policy's, or else the service's.</summary>
    public async Task<string> NameAsync()
    {
        if (_client is not null)
        {
            return _client.Ledger;
        }

        var found = await surroundings.PolicyAsync(parsed, () => surroundings.OriginAsync(parsed, cancellation));
        return found.Policy.Ledger ?? (await ClientAsync()).Ledger;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }
}
