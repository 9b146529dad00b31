using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;
using Process = System.Diagnostics.Process;

namespace Trace.Api.Tests.Hosting;

public class ExternalPostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_runs_on_an_older_server_by_connection_string()
    {
        var bin = DistributionsBin();
        Assert.SkipWhen(bin is null, "no PostgreSQL of the distribution is installed");
        using var folder = new TemporaryFolder();
        await using var server = await DistributionServer.StartAsync(bin!, folder.Path);

        // It waits while the server starts.
        await ExternalPostgres.RequireUsableAsync(server.ConnectionString, NullLogger.Instance, Cancellation);
        var connectionString = await PostgresFixture.CreateDatabaseAsync(server.ConnectionString, "trace");
        await ExternalPostgres.RequireUsableAsync(connectionString, NullLogger.Instance, Cancellation);
        await using var service = await RunningService.StartAsync(connectionString);
        using var http = new HttpClient { BaseAddress = service.Http };

        Assert.Equal("Healthy", await http.GetStringAsync("/healthz/ready", Cancellation));
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer);
        var product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
        var lots = Enumerable.Range(1, 300).Select(i => producer.Make(SubjectKey.ForLot(product, $"L{i}"), new Listing { Name = new Text { Zh = "茶" } })).ToList();
        await foreach (var outcome in client.RecordManyAsync(lots.ToAsyncEnumerable(), Cancellation))
        {
            Assert.NotNull(outcome.Recorded);
        }

        var first = await client.GetEntryAsync(Hash256.From(StatementFactory.IdentityOf(lots[0]).Span), Cancellation);
        Assert.Equal(first.Entry.LeafHash, (await client.RecordAsync(lots[0], Cancellation)).Entry.LeafHash);
        Assert.Single((await client.ReadHistoryAsync($"{product}/10/L300", thorough: true, Cancellation)).Entries);
        await CheckLog.PassesAsync(service);
    }

    [Fact]
    public async Task A_database_with_another_encoding_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await EmbeddedPostgresTests.StartAsync(folder.Path);
        await using (var connection = new NpgsqlConnection(postgres.AdministratorConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(Cancellation);
            await using var create = new NpgsqlCommand("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0", connection);
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        var latin = new NpgsqlConnectionStringBuilder(postgres.AdministratorConnectionString) { Database = "latin", Pooling = false }.ConnectionString;
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ExternalPostgres.RequireUsableAsync(latin, NullLogger.Instance, Cancellation));

        Assert.Contains("LATIN1, must be UTF8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_acknowledges_before_it_is_durable_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await EmbeddedPostgresTests.StartAsync(folder.Path);
        await using (var connection = new NpgsqlConnection(postgres.AdministratorConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(Cancellation);
            await using var alter = new NpgsqlCommand("ALTER DATABASE trace SET synchronous_commit = off", connection);
            await alter.ExecuteNonQueryAsync(Cancellation);
        }

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ExternalPostgres.RequireUsableAsync(postgres.ConnectionString + ";Pooling=false", NullLogger.Instance, Cancellation));

        Assert.Contains("synchronous_commit = off, must be on", refused.Message, StringComparison.Ordinal);
    }

    private static string? DistributionsBin()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : [];
        return installed.Append("/usr/local/bin").Append("/usr/bin").FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));
    }

    // A server as a distribution installs it: password, TCP on loopback, none of our own code.
    private sealed class DistributionServer(Process process, string connectionString) : IAsyncDisposable
    {
        public string ConnectionString => connectionString;

        public static async Task<DistributionServer> StartAsync(string bin, string folder)
        {
            var data = Path.Combine(folder, "external");
            var password = Path.Combine(folder, "password");
            File.WriteAllText(password, "correct horse");
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (Environment.IsPrivilegedProcess) Posix.Give(data, 65534, 65534);

            using (var initdb = Run(Path.Combine(bin, "initdb"), data, "-U", "trace", "--pwfile=" + password, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"))
            {
                await initdb.WaitForExitAsync(Cancellation);
                Assert.Equal(0, initdb.ExitCode);
            }
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            var server = Run(Path.Combine(bin, "postgres"), data, "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}", "-c", "unix_socket_directories=");
            return new DistributionServer(server, $"Host=127.0.0.1;Port={port};Username=trace;Password=correct horse;Database=postgres");
        }

        public async ValueTask DisposeAsync()
        {
            NpgsqlConnection.ClearAllPools();
            Posix.Signal(process.Id, Posix.Interrupt);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        private static Process Run(string program, string data, params string[] arguments)
        {
            string[] words = [program, "-D", data, .. arguments];
            if (Environment.IsPrivilegedProcess) words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. words];
            var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
            var process = Process.Start(start)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
    }
}
