using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>An entry whose signatures are checked with keys that are known.</summary>
/// <param name="Place">Its place in the log.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Keys">The keys that must have signed.</param>
internal sealed record SignedEntry(long Place, RecordedEntry Entry, IReadOnlyList<Ed25519PublicKey?> Keys);

/// <summary>Signatures under way on all processors, settled in the order of the log. Not safe for several threads.</summary>
internal sealed class SignatureQueue
{
    // Stretches under way, each of at most 256 entries: so many that no processor is idle while the replay waits for a disk to commit.
    private readonly int _most = 16 + (8 * Environment.ProcessorCount);
    private readonly Queue<(long End, Task<List<VerificationFailure>> Work)> _underWay = new();

    /// <summary>Checks a stretch, in the background.</summary>
    /// <param name="end">One more than the place of its last entry.</param>
    /// <param name="entries">What is checked.</param>
    public void Add(long end, IReadOnlyList<SignedEntry> entries) => _underWay.Enqueue((end, Task.Run(() => Check(entries))));

    /// <summary>Takes what is done, in order; waits while too much is under way, or until all is done.</summary>
    /// <param name="all">Whether to wait for all.</param>
    /// <param name="take">Takes each stretch: one more than its last place, and what does not hold.</param>
    public async Task SettleAsync(bool all, Action<long, List<VerificationFailure>> take)
    {
        while (_underWay.TryPeek(out var first) && (all || first.Work.IsCompleted || _underWay.Count >= _most))
        {
            var failures = await first.Work;
            _underWay.Dequeue();
            take(first.End, failures);
        }
    }

    private static List<VerificationFailure> Check(IReadOnlyList<SignedEntry> entries)
    {
        var failures = new List<VerificationFailure>();
        foreach (var signed in entries)
        {
            if (EntrySignatures.Check(signed.Entry, signed.Keys) is { } failure)
            {
                failures.Add(failure with { Index = (ulong)signed.Place });
            }
        }

        return failures;
    }
}
