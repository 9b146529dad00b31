using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Trace.Domain.Ledger;

namespace Trace.Witness.Tests;

/// <summary>
/// A log whose operator lies as well as it can: from each tree that may have been cosigned, several callers grow forks at once and submit
/// them with good proofs. Which of two trees of one size the witness holds after a kill, they find out by trying.
/// </summary>
internal sealed class ForkLoad(TestLog log, WitnessProcess witness)
{
    private const int Callers = 4;

    // Every tree that may have been cosigned, by size: answered with a cosignature, or not answered. Forks of one size lie side by side.
    private readonly ConcurrentDictionary<long, ConcurrentDictionary<GrownTree, bool>> _trees = new() { [0] = new() { [GrownTree.Empty] = true } };
    private long _size;
    private int _answered;
    private int _refused;

    public TestLog Log => log;

    /// <summary>All trees whose cosignature came back and verifies.</summary>
    public ConcurrentBag<GrownTree> Cosigned { get; } = [];

    /// <summary>How many submissions were answered 409 or 422.</summary>
    public int Refused => _refused;

    /// <summary>Submits until the witness is killed.</summary>
    public Task RunAsync(int seed) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller, new Random(seed + caller)))));

    /// <summary>The wait until so many submissions more were answered.</summary>
    public async Task AnsweredAsync(int more, Task load)
    {
        for (var until = Volatile.Read(ref _answered) + more; Volatile.Read(ref _answered) < until && !load.IsCompleted;)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Finds out what the witness holds, and goes on from there.</summary>
    public async Task CatchUpAsync()
    {
        var random = new Random(1);
        var before = Cosigned.Count;
        while (Cosigned.Count < before + 5)
        {
            await StepAsync(0, random);
        }
    }

    /// <summary>Whether all that was cosigned is on one chain: each tree is shown to be the beginning of the next by a real consistency proof.</summary>
    public void AssertOneChain()
    {
        GrownTree[] chain = [.. Cosigned.OrderBy(tree => tree.Size)];
        for (var i = 1; i < chain.Length; i++)
        {
            var (first, second) = (chain[i - 1], chain[i]);
            Assert.True(
                ConsistencyProof.Verify(first.Size, second.Size, first.Root, second.Root, second.ProofFrom(first.Size).ToArray()),
                $"two forks were cosigned: size {first.Size}, root {first.Root}, and size {second.Size}, root {second.Root}");
        }
    }

    private async Task CallAsync(int caller, Random random)
    {
        try
        {
            while (true)
            {
                await StepAsync(caller, random);
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
        catch (TaskCanceledException)
        {
        }
    }

    private async Task StepAsync(int caller, Random random)
    {
        var size = Interlocked.Read(ref _size);
        var known = _trees[size].Where(tree => tree.Value).ToArray();
        var parents = known.Length > 0 ? known : _trees[size].ToArray();
        var parent = parents[random.Next(parents.Length)].Key;
        var child = parent.Grow(random.Next(1, 3), $"{caller} {random.Next()}");
        var beside = _trees.GetOrAdd(child.Size, _ => []);
        beside[child] = false;
        var note = log.Sign(child);
        var reply = await witness.AddAsync(parent.Size, child.ProofFrom(parent.Size), note);
        Interlocked.Increment(ref _answered);
        switch (reply.Status)
        {
            case HttpStatusCode.OK:
                reply.Open(note, witness.VerifierKeys);
                Cosigned.Add(child);
                beside[child] = true;
                Interlocked.Exchange(ref _size, child.Size);
                break;
            case HttpStatusCode.Conflict:
                Interlocked.Increment(ref _refused);
                beside.TryRemove(child, out _);
                Interlocked.Exchange(ref _size, long.Parse(reply.Body, CultureInfo.InvariantCulture));
                break;
            case HttpStatusCode.UnprocessableEntity:
                // The witness is at the parent's size, and holds another tree.
                Interlocked.Increment(ref _refused);
                beside.TryRemove(child, out _);
                _trees[size].TryRemove(parent, out _);
                break;
            default:
                Assert.Fail($"{reply}\n{witness}");
                break;
        }
    }
}
