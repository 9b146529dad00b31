using System.Net;
using Trace.Domain.Ledger;
using Trace.Witness.Keys;

namespace Trace.Witness.Tests;

/// <summary>A witness in this process, with real files, locks and HTTP: for tests that start it often, and do not kill it.</summary>
internal sealed class WitnessInProcess : IAsyncDisposable
{
    private CancellationTokenSource? _stop;
    private Task<bool>? _running;

    public WitnessInProcess(TemporaryFolder folder)
    {
        Folder = folder;
        using var key = WitnessKeyFile.Create(KeyFile, "witness.test/1", WitnessAlgorithm.Ed25519);
        VerifierKeys = key.VerifierKeys;
    }

    public TemporaryFolder Folder { get; }

    public string KeyFile => Folder.File("witness.key");

    public string StateFile => Folder.File("witness.db");

    public string MarkerFile => KeyFile + ".marker";

    public IReadOnlyList<VerifierKey> VerifierKeys { get; }

    public HttpClient Http { get; private set; } = null!;

    /// <exception cref="StartRefusedException">It refuses.</exception>
    public async Task StartAsync(VerifierKey log, bool newState = false, bool newMarker = false)
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new WitnessOptions(KeyFile, StateFile, new IPEndPoint(IPAddress.Loopback, 0), [log]) { NewState = newState, NewMarker = newMarker };
        var stop = new CancellationTokenSource();
        var running = WitnessHost.RunAsync(options, (_, at) => ready.TrySetResult(at), stop.Token);
        if (await Task.WhenAny(running, ready.Task) == running)
        {
            stop.Dispose();
            await running;
        }

        (_stop, _running) = (stop, running);
        Http?.Dispose();
        Http = new HttpClient { BaseAddress = await ready.Task };
    }

    /// <summary>Ends it, and says whether it ended well.</summary>
    public async Task<bool> StopAsync()
    {
        await _stop!.CancelAsync();
        return await EndAsync();
    }

    /// <summary>The wait for an end that comes by itself.</summary>
    public async Task<bool> EndAsync()
    {
        var well = await _running!;
        _stop!.Dispose();
        _running = null;
        return well;
    }

    public async Task<WitnessReply> AddAsync(long old, IEnumerable<Hash256> proof, SignedNote note)
    {
        using var content = new ByteArrayContent(WitnessReply.RequestOf(old, proof, note));
        using var response = await Http.PostAsync("/add-checkpoint", content);
        return await WitnessReply.OfAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await StopAsync();
        }

        Http?.Dispose();
    }
}
