using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Trace.Domain.Tests.Fuzzing;

/// <summary>
/// Hostile bytes for everything that reads what strangers wrote: nothing but a refusal comes out. 100,000 inputs; tests/fuzz runs a million, or as
/// many as it is told, with a seed that it prints.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    // Of one input: an allocation that its length does not explain is a way to take a verifier down.
    private const int BytesForEach = 4 * 1024 * 1024;
    private const int BytesForEachByte = 512;

    private static readonly int Inputs = Setting("TRACE_FUZZ_INPUTS", 100_000);
    private static readonly int Seed = Setting("TRACE_FUZZ_SEED", 20_261_124);
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(5);

    [Fact]
    public void Every_target_takes_what_is_valid() =>
        Assert.All(Target.All, target => Assert.All(target.Valid, input => Assert.True(target.Take(input), $"{target.Name} refuses {Convert.ToBase64String(input)}")));

    [Fact]
    public void Shares_are_of_a_hundred() => Assert.Equal(100, Target.All.Sum(target => target.Share));

    [Fact]
    public async Task Nothing_but_a_refusal_comes_out_of_hostile_bytes()
    {
        foreach (var (target, number) in Target.All.Select((target, number) => (target, number)))
        {
            var current = Array.Empty<byte>();
            var running = Task.Run(() => Run(target, new Mutation(unchecked((Seed * 31) + number)), input => Volatile.Write(ref current, input)), TestContext.Current.CancellationToken);
            // However slow a machine is, one target's inputs that take so long are one input that never ends.
            var first = await Task.WhenAny(running, Task.Delay(Stuck + TimeSpan.FromMilliseconds(Inputs), TestContext.Current.CancellationToken));
            Assert.True(first == running, $"{target.Name} hangs, seed {Seed}, on {Convert.ToBase64String(Volatile.Read(ref current))}");
            output.WriteLine(await running);
        }
    }

    private static string Run(Target target, Mutation mutation, Action<byte[]> tell)
    {
        var (count, taken, began) = (Inputs / 100 * target.Share, 0, Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++)
        {
            var input = mutation.Next(target.Valid);
            tell(input);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                taken += target.Take(input) ? 1 : 0;
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"{target.Name}, seed {Seed}, input {i}: {Convert.ToBase64String(input)}", problem);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= BytesForEach + ((long)input.Length * BytesForEachByte), $"{target.Name}, seed {Seed}: {allocated} bytes were allocated for an input of {input.Length}: {Convert.ToBase64String(input)}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {count} inputs, {taken} taken, {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
