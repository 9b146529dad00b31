using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Hosting;

namespace Trace.Api.Tests.Hosting;

public class EmbeddedPostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_durable_defaults_are_kept_and_no_port_is_open()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await StartAsync(folder.Path);

        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes", "data_checksums"])
            Assert.Equal("on", await AskAsync(postgres.ConnectionString, $"SHOW {setting}"));
        Assert.Equal("", await AskAsync(postgres.ConnectionString, "SHOW listen_addresses"));
        Assert.Equal("UTF8", await AskAsync(postgres.ConnectionString, "SHOW server_encoding"));
        Assert.Equal("trace off", await AskAsync(postgres.ConnectionString, "SELECT current_user || ' ' || current_setting('is_superuser')"));
    }

    [Fact]
    public async Task A_second_start_finds_the_data()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await StartAsync(folder.Path)) await WriteAsync(first);

        await using var second = await StartAsync(folder.Path);

        Assert.Equal("42", await AskAsync(second.ConnectionString, "SELECT n::text FROM kept"));
    }

    [Fact]
    public async Task A_server_that_a_killed_service_left_is_stopped_and_its_data_found()
    {
        using var folder = new TemporaryFolder();
        // Never disposed before the second start, as by kill -9 of its service; stopped by the second one.
        var abandoned = await StartAsync(folder.Path, supervised: false);
        await WriteAsync(abandoned);

        await using var second = await StartAsync(folder.Path);

        Assert.NotEqual(abandoned.ProcessId, second.ProcessId);
        Assert.Equal("42", await AskAsync(second.ConnectionString, "SELECT n::text FROM kept"));
    }

    [Fact]
    public async Task A_killed_postmaster_is_started_again_under_the_same_connection_string()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await StartAsync(folder.Path);
        await WriteAsync(postgres);

        for (var round = 0; round < 3; round++)
        {
            var killed = postgres.ProcessId;
            Process.GetProcessById(killed).Kill();
            await EventuallyAsync(async () => postgres.ProcessId != killed && await AskAsync(postgres.ConnectionString, "SELECT n::text FROM kept") == "42");
        }
    }

    [Fact]
    public async Task A_half_made_folder_is_made_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "postgres.new", "base"));

        await using var postgres = await StartAsync(folder.Path);

        Assert.Equal("1", await AskAsync(postgres.ConnectionString, "SELECT 1::text"));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "postgres.new")));
    }

    [Fact]
    public async Task A_pid_file_that_names_a_living_stranger_does_not_stop_the_start()
    {
        using var folder = new TemporaryFolder();
        await (await StartAsync(folder.Path)).DisposeAsync();
        using var stranger = Process.Start("sleep", "60");
        File.WriteAllText(Path.Combine(folder.Path, "postgres", "postmaster.pid"), $"{stranger.Id}\n/proc/self/cwd\n0\n5432\nrun\n\n");

        await using var postgres = await StartAsync(folder.Path);

        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task A_long_path_gets_a_short_socket_folder_that_goes_with_the_server()
    {
        using var folder = new TemporaryFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, new string('l', 120))).FullName;
        string socket;

        await using (var postgres = await StartAsync(data))
        {
            socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
            Assert.Equal("1", await AskAsync(postgres.ConnectionString, "SELECT 1::text"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socket));
        }

        Assert.False(Directory.Exists(socket));
    }

    [Fact]
    public async Task A_folder_that_other_users_cannot_enter_is_good_enough()
    {
        using var folder = new TemporaryFolder();
        var closed = Directory.CreateDirectory(Path.Combine(folder.Path, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var postgres = await StartAsync(Path.Combine(closed.FullName, "data"));

        Assert.Equal("1", await AskAsync(postgres.ConnectionString, "SELECT 1::text"));
    }

    [Fact]
    public async Task A_folder_of_something_else_is_refused_untouched()
    {
        using var folder = new TemporaryFolder();
        var photos = Directory.CreateDirectory(Path.Combine(folder.Path, "postgres"));
        File.WriteAllText(Path.Combine(photos.FullName, "cat.jpg"), "");

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(folder.Path));

        Assert.Contains(photos.FullName, refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(photos.FullName, "cat.jpg")));
    }

    [Fact]
    public async Task A_server_that_does_not_start_is_quoted()
    {
        using var folder = new TemporaryFolder();
        await (await StartAsync(folder.Path)).DisposeAsync();
        File.AppendAllText(Path.Combine(folder.Path, "postgres", "postgresql.conf"), "no_such_setting = 1\n");

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(folder.Path));

        Assert.Contains("no_such_setting", refused.Message, StringComparison.Ordinal);
    }

    internal static Task<EmbeddedPostgres> StartAsync(string folder, bool supervised = true) =>
        EmbeddedPostgres.StartAsync(folder, NullLogger.Instance, supervised, Cancellation);

    internal static async Task<string?> AskAsync(string connectionString, string question)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(question, connection);
        return (string?)await command.ExecuteScalarAsync(Cancellation);
    }

    private static Task<string?> WriteAsync(EmbeddedPostgres postgres) => AskAsync(postgres.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, Cancellation))
        {
            try
            {
                if (await holds()) return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
            {
            }
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "It did not come true within 60 seconds.");
        }
    }
}
