using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Hosting;

[assembly: AssemblyFixture(typeof(Trace.Api.Tests.PostgresFixture))]

namespace Trace.Api.Tests;

/// <summary>
/// One PostgreSQL for the whole assembly, with durable defaults as the service has them: the embedded one in a temporary folder, or the
/// server that TRACE_TEST_POSTGRES names, whose user must be allowed to create databases. A test asks it for a database of its own.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string? _external = Environment.GetEnvironmentVariable("TRACE_TEST_POSTGRES") is { Length: > 0 } text ? text : null;
    private TemporaryFolder? _folder;
    private EmbeddedPostgres? _embedded;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        if (_external is not null) return;
        _folder = new TemporaryFolder();
        _embedded = await EmbeddedPostgres.StartAsync(_folder.Path, NullLogger.Instance);
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public Task<string> CreateDatabaseAsync() =>
        CreateDatabaseAsync(_external ?? _embedded!.AdministratorConnectionString, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");

    /// <summary>Takes a database away from whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_external ?? _embedded!.AdministratorConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        // However long a loaded machine takes to write its checkpoint for it.
        await using var drop = new NpgsqlCommand($"DROP DATABASE \"{name}\" WITH (FORCE)", connection) { CommandTimeout = 0 };
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>Makes one database, which nobody is connected to, another's copy: a backup, restored.</summary>
    public async Task CopyDatabaseAsync(string from, string to)
    {
        await DropDatabaseAsync(to);
        var (source, copy) = (new NpgsqlConnectionStringBuilder(from).Database, new NpgsqlConnectionStringBuilder(to).Database);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_external ?? _embedded!.AdministratorConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{copy}\" TEMPLATE \"{source}\"", connection);
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>The same on any other server.</summary>
    public static async Task<string> CreateDatabaseAsync(string server, string name)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"CREATE DATABASE \"{name}\""), connection);
        await create.ExecuteNonQueryAsync();
        // A pool a test: many small ones stay under the server's limit.
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_embedded is not null) await _embedded.DisposeAsync();
        _folder?.Dispose();
    }
}
