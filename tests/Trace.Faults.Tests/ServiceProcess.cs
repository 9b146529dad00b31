using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Trace.Api.Tests;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Faults.Tests;

/// <summary>
/// The service as operators run it: a process of its own, settings by environment, over the PostgreSQL that it starts itself. It keeps its
/// folder and ports over any number of deaths.
/// </summary>
internal sealed class ServiceProcess(params (string Name, string? Value)[] more) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _said = new();
    private readonly int _http = FreePort.Find();
    private readonly int _grpc = FreePort.Find();
    private Process? _process;

    /// <summary>What is started: the service's own program, unless something is said.</summary>
    public string Program { get; init; } = Assembly("src/Trace.Api", "Trace.Api.dll");

    public string Data => _folder.Path;

    public int GrpcPort => _grpc;

    public Uri Http => new($"http://localhost:{_http}");

    public string Address => $"http://localhost:{_grpc}";

    /// <summary>The log's verifier key, as the banner names it.</summary>
    public VerifierKey Key { get; private set; } = null!;

    public string Ledger => Key.Name;

    public string PolicyText => $"# ledger {Ledger}\nlog {Key}\nquorum none\n";

    public TrustPolicy Policy => TrustPolicy.Parse(Encoding.UTF8.GetBytes(PolicyText));

    /// <summary>The embedded database, past the service.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(_folder.Path, "postgres", "run"),
        Database = "trace",
        Username = "trace",
        Pooling = false,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        ApplicationName = "test",
    }.ConnectionString;

    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(_folder.Path, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts it, and returns when its banner says that it is up.</summary>
    public async Task StartAsync()
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet", [Program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        var process = _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => up.TrySetException(new InvalidOperationException($"The service ended while it started:\n{_said}"));
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.Trim() is { } said && said.StartsWith("vkey ", StringComparison.Ordinal))
            {
                Key = VerifierKey.Parse(said[5..].Trim());
            }
            else if (line.Data?.Contains("Ctrl-C stops", StringComparison.Ordinal) == true)
            {
                up.TrySetResult();
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await up.Task.WaitAsync(Patience);
    }

    /// <summary>SIGKILL: nothing of it runs any more when this returns. Its PostgreSQL is left behind.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and the wait for its ordered end.</summary>
    public async Task<int> StopAsync()
    {
        if (_process is not { } process)
        {
            return 0;
        }

        using (var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await term.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        var code = process.ExitCode;
        process.Dispose();
        _process = null;
        return code;
    }

    public LedgerClient Connect(RetryPolicy? retry = null) => new(Address, Ledger, Policy, new LedgerClientOptions { Retry = retry ?? new RetryPolicy(), Window = 64 });

    public StatementFactory Registrar() => new(Ledger, KeyFile.Load(Path.Combine(_folder.Path, "keys", "registrar.key")));

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            // Whatever PostgreSQL a killed service left is stopped by the next, in order.
            await StartAsync();
        }

        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>What it wrote to both outputs.</summary>
    public override string ToString()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }

    private IEnumerable<(string Name, string? Value)> Settings() =>
    [
        ("TRACE_HTTP_PORT", _http.ToString(CultureInfo.InvariantCulture)),
        ("TRACE_GRPC_PORT", _grpc.ToString(CultureInfo.InvariantCulture)),
        ("TRACE_DATA", _folder.Path),
        ("TRACE_SAMPLE", "none"),
        ("TRACE_POSTGRES", null),
        ("TRACE_ANCHOR", null),
        ("TRACE_LEDGER", null),
        ("TRACE_POLICY", null),
        .. more,
    ];

    /// <summary>A program of the repository, of the same build as these tests.</summary>
    public static string Assembly(string folder, string name)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "Trace.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"{here} lies in no repository");
        }

        return Path.Combine(root.FullName, folder, "bin", here.Parent!.Name, here.Name, name);
    }
}
