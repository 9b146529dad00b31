using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Trace.Api.Hosting;

/// <summary>
/// A PostgreSQL of the service's own, for trying and for small shops: real, with its durable defaults, on a Unix socket alone,
/// started and stopped with the service. Where it dies by itself it is started again, and recovers as PostgreSQL does.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    // sockaddr_un holds 107 bytes and an end; PostgreSQL names its socket /.s.PGSQL.5432.
    private const int LongestSocketFolder = 107 - 14;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_fastShutdown = TimeSpan.FromSeconds(60);

    private readonly PostgresCluster _cluster;
    private readonly ILogger _logger;
    private readonly string _socketFolder;
    private readonly string _socketArgument;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly CancellationTokenSource _stopping = new();

    // Written by StartServerAsync alone: at first by StartAsync, afterwards by the supervisor.
    private Process? _server;
    private TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _supervision = Task.CompletedTask;

    private EmbeddedPostgres(PostgresCluster cluster, string socketFolder, string socketArgument, ILogger logger)
    {
        _cluster = cluster;
        _socketFolder = socketFolder;
        _socketArgument = socketArgument;
        _logger = logger;
    }

    /// <summary>The service's own database, as its owner. It stays the same over restarts of the server.</summary>
    public string ConnectionString => ConnectionStringFor(PostgresCluster.Owner, PostgresCluster.Owner);

    /// <summary>The maintenance database, as superuser: for making databases in tests.</summary>
    public string AdministratorConnectionString => ConnectionStringFor("postgres", PostgresCluster.Superuser);

    /// <summary>The postmaster's pid.</summary>
    public int ProcessId => _server!.Id;

    /// <summary>Starts the server on <c>postgres/</c> of the folder, making it if there is none, and returns when it takes connections.</summary>
    /// <exception cref="StartRefusedException">It can't start; the message ends with what PostgreSQL said.</exception>
    public static Task<EmbeddedPostgres> StartAsync(string dataFolder, ILogger logger, CancellationToken cancellation = default) =>
        StartAsync(dataFolder, logger, supervised: true, cancellation);

    // Unsupervised, it is what a killed service leaves behind.
    internal static async Task<EmbeddedPostgres> StartAsync(string dataFolder, ILogger logger, bool supervised, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(dataFolder);
        // The kernel names working directories without links, and survivors are found by that name.
        dataFolder = Resolve(dataFolder);
        var cluster = await PostgresCluster.PrepareAsync(Path.Combine(dataFolder, "postgres"), cancellation);
        await cluster.EndSurvivorsAsync(logger, cancellation);
        var (folder, argument) = PlaceSocket(dataFolder, cluster);
        var postgres = new EmbeddedPostgres(cluster, folder, argument, logger);
        try
        {
            await postgres.StartServerAsync(cancellation);
            await postgres.EnsureDatabaseAsync(cancellation);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
        if (supervised) postgres._supervision = postgres.SuperviseAsync();
        logger.PostgresStarted(postgres.ProcessId, cluster.Folder, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return postgres;
    }

    /// <summary>Fast shutdown: open transactions are rolled back, everything committed is on disk. To be called after the service has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _supervision;
        if (_server is { } server)
        {
            Posix.Signal(server.Id, Posix.Interrupt);
            if (!await ExitedWithinAsync(s_fastShutdown))
            {
                // Without a checkpoint; the next start recovers from the log. Nothing committed is lost.
                _logger.PostgresStopsSlowly(s_fastShutdown.TotalSeconds);
                Posix.Signal(server.Id, Posix.Quit);
                await ExitedWithinAsync(s_fastShutdown);
            }
            server.Dispose();
            _logger.PostgresStopped();
        }
        if (_socketArgument == _socketFolder && Directory.Exists(_socketFolder)) Directory.Delete(_socketFolder, recursive: true);
        _stopping.Dispose();
    }

    private string ConnectionStringFor(string database, string user) => new NpgsqlConnectionStringBuilder
    {
        Host = _socketFolder,
        Database = database,
        Username = user,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        // Below the server's 100, three of which are its superuser's.
        MaxPoolSize = 80,
        ApplicationName = "trace",
    }.ConnectionString;

    private static string Resolve(string folder)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder).TrimEnd('/'));
        if (parent is null) return "/";
        var resolved = Path.Combine(Resolve(parent), Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/')));
        return Directory.ResolveLinkTarget(resolved, returnFinalTarget: true)?.FullName ?? resolved;
    }

    // The server opens its socket by a short name in its own folder; it is we who must reach it by the long one. Where that is too long,
    // a short folder under /tmp is taken, named in a file so that the next start removes what a killed service left.
    private static (string Folder, string Argument) PlaceSocket(string dataFolder, PostgresCluster cluster)
    {
        var record = Path.Combine(dataFolder, "postgres-socket");
        if (File.Exists(record) && File.ReadAllText(record).Trim() is { } old && old.StartsWith(Path.Combine(Path.GetTempPath(), "trace-"), StringComparison.Ordinal) && Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        File.Delete(record);

        var inside = Path.Combine(cluster.Folder, "run");
        if (System.Text.Encoding.UTF8.GetByteCount(inside) <= LongestSocketFolder)
        {
            cluster.MakePrivate(inside);
            return (inside, "run");
        }
        var outside = Directory.CreateTempSubdirectory("trace-").FullName;
        cluster.MakePrivate(outside);
        File.WriteAllText(record, outside + "\n");
        return (outside, outside);
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        _errors.Clear();
        var exited = _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // On the command line, so that no edit of postgresql.conf opens a port by mistake.
        string[] arguments = ["-c", "listen_addresses=", "-c", "unix_socket_directories=" + _socketArgument, "-c", "unix_socket_permissions=0700", "-c", "port=5432"];
        var server = PostgresCluster.Start(_cluster.Command("postgres", _cluster.Folder, arguments));
        server.Exited += (_, _) => exited.TrySetResult();
        if (server.HasExited) exited.TrySetResult();
        server.ErrorDataReceived += (_, line) => Keep(line.Data);
        server.OutputDataReceived += (_, line) => Keep(line.Data);
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        _server?.Dispose();
        _server = server;
        await AnswersAsync(cancellation);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _errors.Enqueue(line);
        while (_errors.Count > 12) _errors.TryDequeue(out _);
    }

    private async Task AnswersAsync(CancellationToken cancellation)
    {
        var (started, told) = (Stopwatch.GetTimestamp(), false);
        while (true)
        {
            if (_exited.Task.IsCompleted)
            {
                // The last lines are read by another thread.
                await Task.Delay(200, CancellationToken.None);
                throw new StartRefusedException($"The embedded PostgreSQL did not start on \"{_cluster.Folder}\":\n{Tail()}");
            }
            try
            {
                await using var connection = new NpgsqlConnection(AdministratorConnectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(cancellation);
                return;
            }
            // "The database system is starting up", or no socket yet.
            catch (NpgsqlException e) when (e is not PostgresException { IsTransient: false })
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new StartRefusedException($"The embedded PostgreSQL takes no connections after {s_patience.TotalMinutes:0} minutes: {e.Message}\n{Tail()}", inner: e);
                if (!told && Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(5))
                {
                    told = true;
                    _logger.PostgresRecovers(_cluster.Folder);
                }
            }
            await Task.Delay(25, cancellation);
        }
    }

    private string Tail() => string.Join('\n', [.. _errors, _cluster.LogTail()]).Trim();

    // Each step alone may be the last one before a crash, so each is asked for again at every start.
    private async Task EnsureDatabaseAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(AdministratorConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        (string Question, string Answer)[] steps =
        [
            ($"SELECT 1 FROM pg_roles WHERE rolname = '{PostgresCluster.Owner}'", $"CREATE ROLE {PostgresCluster.Owner} LOGIN"),
            ($"SELECT 1 FROM pg_database WHERE datname = '{PostgresCluster.Owner}'", $"CREATE DATABASE {PostgresCluster.Owner} OWNER {PostgresCluster.Owner}"),
        ];
        foreach (var (question, answer) in steps)
        {
            await using var ask = new NpgsqlCommand(question, connection);
            if (await ask.ExecuteScalarAsync(cancellation) is not null) continue;
            await using var make = new NpgsqlCommand(answer, connection);
            await make.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task SuperviseAsync()
    {
        var delay = TimeSpan.Zero;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _exited.Task.WaitAsync(_stopping.Token);
                _logger.PostgresDied(Tail());
                await Task.Delay(delay, _stopping.Token);
                await _cluster.EndSurvivorsAsync(_logger, _stopping.Token);
                await StartServerAsync(_stopping.Token);
                _logger.PostgresRestarted(ProcessId);
                delay = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A full disk may be emptied: the service answers UNAVAILABLE meanwhile, and the next try follows.
                delay = TimeSpan.FromSeconds(Math.Clamp(delay.TotalSeconds * 2, 0.5, 30));
                _logger.PostgresDoesNotReturn(delay.TotalSeconds, e);
                _exited.TrySetResult();
            }
        }
    }

    private async Task<bool> ExitedWithinAsync(TimeSpan limit) => await Task.WhenAny(_exited.Task, Task.Delay(limit)) == _exited.Task;
}
