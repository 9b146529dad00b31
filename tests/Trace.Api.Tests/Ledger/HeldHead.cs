using Npgsql;

namespace Trace.Api.Tests.Ledger;

/// <summary>Holds the row that every batch changes first: until it is let go, what was admitted waits.</summary>
internal sealed class HeldHead : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private HeldHead(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HeldHead> HoldAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("SELECT 1 FROM ledger.log_head FOR UPDATE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Cancellation);
        return new HeldHead(connection, transaction);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
