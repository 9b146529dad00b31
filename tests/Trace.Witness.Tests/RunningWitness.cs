namespace Trace.Witness.Tests;

/// <summary>One process for the tests of a class, each with logs of its own.</summary>
public sealed class RunningWitness : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestLog[] _logs = [.. Enumerable.Range(1, 64).Select(i => new TestLog($"log.test/{i}"))];
    private int _taken;

    internal WitnessProcess Process { get; private set; } = null!;

    /// <summary>A log that the witness knows and nobody has used.</summary>
    internal TestLog NextLog() => _logs[Interlocked.Increment(ref _taken) - 1];

    public async ValueTask InitializeAsync()
    {
        Process = new WitnessProcess(_folder);
        await Process.StartAsync(_logs.Select(log => log.Key));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
