using Npgsql;
using Trace.Api.Tests;

namespace Trace.Faults.Tests;

/// <summary>What somebody with a password does to the database, past the service.</summary>
internal static class Sql
{
    public static Task<int> ExecuteAsync(this RunningService service, string sql, params object[] parameters) => ExecuteAsync(service.ConnectionString, sql, parameters);

    public static async Task<int> ExecuteAsync(string connectionString, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return await command.ExecuteNonQueryAsync();
    }
}
