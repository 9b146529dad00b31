using System.Diagnostics;
using Npgsql;

namespace Trace.Api.Hosting;

/// <summary>The server that TRACE_POSTGRES names: asked at start whether it can serve, since a wrong one would show itself much later.</summary>
public static class ExternalPostgres
{
    public const int OldestMajor = 14;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a server that is still starting, and refuses one that is too old or stores other text than UTF-8.</summary>
    /// <exception cref="StartRefusedException">The server can't be reached, refuses us, or can't serve.</exception>
    public static async Task RequireUsableAsync(string connectionString, ILogger logger, CancellationToken cancellation = default)
    {
        await using var connection = await ConnectAsync(connectionString, cancellation);
        if (connection.PostgreSqlVersion.Major < OldestMajor)
            throw new StartRefusedException($"TRACE_POSTGRES: the server is PostgreSQL {connection.PostgreSqlVersion}, must be {OldestMajor} or newer.");
        if (await ShowAsync(connection, "server_encoding", cancellation) is var encoding and not "UTF8")
            throw new StartRefusedException($"TRACE_POSTGRES: database \"{connection.Database}\" has encoding {encoding}, must be UTF8.");

        // An acknowledgement means durable. Full pages are another matter: some file systems never tear one.
        foreach (var setting in (string[])["fsync", "synchronous_commit"])
        {
            if (await ShowAsync(connection, setting, cancellation) is "off")
                throw new StartRefusedException($"TRACE_POSTGRES: the server has {setting} = off, must be on: what is acknowledged would be lost when it crashes.");
        }
        if (await ShowAsync(connection, "full_page_writes", cancellation) is "off") logger.PostgresMayTearPages();
        logger.ExternalPostgresUsed(connection.Host ?? "", connection.Database, connection.PostgreSqlVersion.ToString());
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string connectionString, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(500, cancellation))
        {
            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync(cancellation);
                return connection;
            }
            catch (NpgsqlException e)
            {
                await connection.DisposeAsync();
                if (e.IsTransient && Stopwatch.GetElapsedTime(started) < s_patience) continue;
                throw new StartRefusedException($"TRACE_POSTGRES: no connection to the server: {e.Message}", inner: e);
            }
        }
    }

    private static async Task<string?> ShowAsync(NpgsqlConnection connection, string setting, CancellationToken cancellation)
    {
        await using var show = new NpgsqlCommand("SELECT current_setting($1)", connection) { Parameters = { new() { Value = setting } } };
        return (string?)await show.ExecuteScalarAsync(cancellation);
    }
}
