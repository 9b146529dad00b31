using System.Net;
using Trace.Domain.Ledger;
using Trace.Witness;
using Trace.Witness.Keys;

namespace Trace.Attacks.Tests;

/// <summary>One of our own witnesses, on a port of its own.</summary>
internal sealed class LocalWitness : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task<bool> _running;

    private LocalWitness(Task<bool> running, CancellationTokenSource end, string name, IReadOnlyList<VerifierKey> keys, Uri address) =>
        (_running, _end, Name, Keys, Address) = (running, end, name, keys, address);

    public string Name { get; }

    public IReadOnlyList<VerifierKey> Keys { get; }

    public Uri Address { get; }

    /// <summary>Its line in a policy.</summary>
    public string Line => $"witness {Name} {Keys[0]} {Address}";

    /// <summary>Starts a witness whose key and state lie in a folder; the key is made where there is none. Its owner may have it forget what it signed.</summary>
    public static async Task<LocalWitness> StartAsync(string folder, string name, VerifierKey log, int port = 0, bool forgets = false)
    {
        Directory.CreateDirectory(folder);
        var (key, state) = (Path.Combine(folder, "key"), Path.Combine(folder, "state.db"));
        if (!File.Exists(key))
        {
            WitnessKeyFile.Create(key, $"witness.test/{name}", WitnessAlgorithm.Ed25519).Dispose();
        }

        var (end, ready) = (new CancellationTokenSource(), new TaskCompletionSource<(IReadOnlyList<VerifierKey>, Uri)>(TaskCreationOptions.RunContinuationsAsynchronously));
        var options = new WitnessOptions(key, state, new IPEndPoint(IPAddress.Loopback, port), [log]) { NewState = forgets, NewMarker = forgets };
        var running = Task.Run(() => WitnessHost.RunAsync(options, (keys, address) => ready.SetResult((keys, address)), end.Token));
        if (await Task.WhenAny(running, ready.Task) == running)
        {
            await running;
        }

        var (keys, address) = await ready.Task;
        return new LocalWitness(running, end, name, keys, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_running.IsCompleted)
        {
            await _end.CancelAsync();
            await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
        }
    }
}
