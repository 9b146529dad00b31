using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Faults.Tests.Week;

/// <summary>Two servers of one ledger, each a process with a scheduler, over one database, one anchor and one clock. The one that started last leads.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private readonly ServiceProcess _first;
    private readonly ServiceProcess _second;

    public TwoServers(string database, string folder, string clock)
    {
        _first = Server();
        _second = Server();

        ServiceProcess Server() => new(
            ("TRACE_POSTGRES", database), ("TRACE_ANCHOR", Path.Combine(folder, "anchor")), ("TRACE_CONTACTS", Path.Combine(folder, "contacts.json")),
            ("TRACE_CLOCK", "confirmed"), ("TRACE_TEST_CLOCK", clock))
        {
            Program = ServiceProcess.Assembly("tests/Trace.MovedService", "Trace.MovedService.dll"),
        };
    }

    /// <summary>Where the one that leads is reached.</summary>
    public int Port => _second.GrpcPort;

    public Uri Http => _second.Http;

    public VerifierKey Key => _first.Key;

    public string PolicyText => _first.PolicyText;

    public TrustPolicy Policy => _first.Policy;

    /// <summary>A key of the operator's, such as <c>platform</c>.</summary>
    public StatementFactory Speaks(string key) => new(_first.Ledger, KeyFile.Load(Path.Combine(_first.Data, "keys", $"{key}.key")));

    /// <summary>Starts both.</summary>
    public async Task StartAsync()
    {
        await _first.StartAsync();
        var keys = Path.Combine(_second.Data, "keys");
        if (!Directory.Exists(keys))
        {
            // One ledger has one set of keys.
            Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in Directory.GetFiles(Path.Combine(_first.Data, "keys")))
            {
                File.Copy(file, Path.Combine(keys, Path.GetFileName(file)));
            }
        }

        await _second.StartAsync();
    }

    /// <summary>SIGKILL to the one that leads, and its next start beside the other.</summary>
    /// <param name="takeOver">Whether the other is started anew meanwhile, and leads until then.</param>
    /// <param name="led">Is told which leads then.</param>
    public async Task KillAsync(bool takeOver, Action<int?> led)
    {
        await _second.KillAsync();
        led(null);
        if (takeOver)
        {
            await _first.StopAsync();
            await _first.StartAsync();
            led(_first.GrpcPort);
        }

        await _second.StartAsync();
        led(_second.GrpcPort);
    }

    /// <summary>SIGTERM to both.</summary>
    public async Task StopAsync()
    {
        await _second.StopAsync();
        await _first.StopAsync();
    }

    public override string ToString() => $"first:\n{Last(_first)}\nsecond:\n{Last(_second)}";

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    private static string Last(ServiceProcess server) => server.ToString() is var said ? said[Math.Max(0, said.Length - 6000)..] : "";
}
