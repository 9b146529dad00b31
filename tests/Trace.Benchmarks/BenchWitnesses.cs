using System.Net;
using System.Text;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.Witness;
using Trace.Witness.Keys;

namespace Trace.Benchmarks;

/// <summary>Two of our own witnesses, both of whom must cosign. Their addresses are known before they run, because the service is told of them first.</summary>
internal sealed class BenchWitnesses : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trace-bench-witnesses-").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly List<(string Key, int Port)> _planned = [];
    private readonly List<Task> _running = [];

    public BenchWitnesses()
    {
        var lines = new StringBuilder();
        foreach (var name in new[] { "w1", "w2" })
        {
            var (key, port) = (Path.Combine(_folder, name), FreePort.Find());
            using var made = WitnessKeyFile.Create(key, $"witness.bench/{name}", WitnessAlgorithm.Ed25519);
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"witness {name} {made.VerifierKeys[0]} http://127.0.0.1:{port}/\n");
            _planned.Add((key, port));
        }

        Policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes($"{lines}group both all w1 w2\nquorum both\n"));
    }

    /// <summary>What the service is told.</summary>
    public TrustPolicy Policy { get; }

    /// <summary>Runs them for a log.</summary>
    public async Task StartAsync(VerifierKey log)
    {
        foreach (var (key, port) in _planned)
        {
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var options = new WitnessOptions(key, $"{key}.db", new IPEndPoint(IPAddress.Loopback, port), [log]);
            var running = Task.Run(() => WitnessHost.RunAsync(options, (_, _) => ready.SetResult(), _end.Token));
            await await Task.WhenAny(running, ready.Task);
            _running.Add(running);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
