using Trace.Domain.Ledger;

namespace Trace.Witness.Tests;

/// <summary>One process for the tests of a class, each with logs of its own.</summary>
public sealed class RunningWitness : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestLog[] _logs = [.. Enumerable.Range(1, 64).Select(i => new TestLog($"log.test/{i}"))];
    private int _taken;

    internal WitnessProcess Process { get; private set; } = null!;

    /// <summary>An ML-DSA-44 key of the first log beside its Ed25519 key.</summary>
    internal static CosignatureSigner MLDsa44 { get; } = new("log.test/1", new MLDsa44Signer(new byte[32]));

    /// <summary>The log with two keys.</summary>
    internal TestLog TwoKeys => _logs[0];

    /// <summary>A log that the witness knows and nobody has used.</summary>
    internal TestLog NextLog() => _logs[Interlocked.Increment(ref _taken)];

    public async ValueTask InitializeAsync()
    {
        Process = new WitnessProcess(_folder);
        await Process.StartAsync([.. _logs.Select(log => log.Key), MLDsa44.VerifierKey]);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
