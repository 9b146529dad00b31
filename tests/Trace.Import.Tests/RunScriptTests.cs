using System.Globalization;
using Trace.Testing;

namespace Trace.Import.Tests;

/// <summary><c>./run</c> with its own PostgreSQL, as somebody types it: up, the sample loaded once, stopped in order, up again.</summary>
public sealed class RunScriptTests : IDisposable
{
    private const string Serving = "Ctrl-C stops the service";
    private const string Loading = "Loading the sample orders";
    private const string TryNext = "Try next:";

    private readonly string _data = Directory.CreateTempSubdirectory("trace-run-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_sample_is_loaded_once_and_a_second_run_beside_it_says_what_is_taken()
    {
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        using (var first = Run(("TRACE_HTTP_PORT", port)))
        {
            await first.UntilAsync(TryNext);
            Assert.Contains("statements", first.Said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("refused 1", first.Said, StringComparison.Ordinal);

            using var sameFolder = Run();
            Assert.Equal(1, await sameFolder.EndAsync());
            Assert.Contains($"TRACE_DATA \"{_data}\" is in use by process", sameFolder.Said, StringComparison.Ordinal);

            using var samePort = Run(("TRACE_DATA", Path.Combine(_data, "other")), ("TRACE_HTTP_PORT", port));
            Assert.Equal(1, await samePort.EndAsync());
            Assert.Contains($"TRACE_HTTP_PORT {port}: the port is taken", samePort.Said, StringComparison.Ordinal);

            using var again = RunScript.Start("trace", Settings(), "import", "sample", "--server", Grpc());
            Assert.Equal(0, await again.EndAsync());
            Assert.Contains("0 new in", again.Said, StringComparison.Ordinal);

            first.Signal("TERM");
            Assert.Equal(0, await first.EndAsync());
            AssertNothingRuns();
        }

        using var second = Run();
        await second.UntilAsync(TryNext);
        Assert.Contains("nothing was posted", second.Said, StringComparison.Ordinal);
        second.SignalGroup("INT");
        Assert.Equal(0, await second.EndAsync());
        AssertNothingRuns();
    }

    [Fact]
    public async Task A_signal_while_the_sample_is_loading_stops_everything_in_order_and_the_next_run_loads_the_rest()
    {
        using (var terminated = Run())
        {
            await terminated.UntilAsync(Loading);
            terminated.Signal("TERM");
            Assert.Equal(0, await terminated.EndAsync());
            AssertNothingRuns();
        }

        using (var interrupted = Run())
        {
            await interrupted.UntilAsync(Loading);
            interrupted.SignalGroup("INT");
            Assert.Equal(0, await interrupted.EndAsync());
            AssertNothingRuns();
        }

        using var resumed = Run();
        await resumed.UntilAsync(TryNext);
        resumed.Signal("TERM");
        Assert.Equal(0, await resumed.EndAsync());
    }

    [Fact]
    public async Task A_sample_that_cannot_be_loaded_is_told_and_the_ledger_runs_on()
    {
        // A state folder that is a file: the loading fails, and nothing else does.
        var state = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(state, "", TestContext.Current.CancellationToken);
        using var run = Run(("TRACE_STATE", state));
        await run.UntilAsync("The sample was not loaded (exit code 2)");
        using var none = RunScript.Start("trace", Settings(), "show", "log/genesis", "--server", Grpc());
        Assert.Equal(0, await none.EndAsync());
        run.Signal("TERM");
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task Without_a_sample_nothing_is_loaded()
    {
        using var run = Run(("TRACE_SAMPLE", "none"));
        await run.UntilAsync(Serving);
        using var show = RunScript.Start("trace", Settings(), "show", "01/09520100100017", "--server", Grpc());
        Assert.Equal(1, await show.EndAsync());
        run.Signal("TERM");
        Assert.Equal(0, await run.EndAsync());
        Assert.DoesNotContain(Loading, run.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_witnesses_checkpoints_are_cosigned_and_all_of_it_ends_in_order_and_comes_back()
    {
        var vkeys = "";
        foreach (var end in new Action<RunScript>[] { run => run.Signal("TERM"), run => run.SignalGroup("INT") })
        {
            using var run = RunScript.Start("run", [.. Settings(), ("TRACE_SAMPLE", "none")], "--witnesses", "2");
            await run.UntilAsync(Serving);
            Assert.Contains("witnesses: 2 of w1, w2", run.Said, StringComparison.Ordinal);
            using var http = new HttpClient { BaseAddress = new Uri(Address("http ")) };
            string? note = null;
            for (var tries = 0; note?.Split('\n').Count(line => line.StartsWith("— trace.localhost/w", StringComparison.Ordinal)) != 2; tries++)
            {
                Assert.True(tries < 600, $"no checkpoint with two cosignatures: {note}\n{run.Said}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
                using var answer = await http.GetAsync("/checkpoint", TestContext.Current.CancellationToken);
                note = answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : null;
            }

            // By the policy that the service wrote: both witnesses or nothing.
            using var verify = RunScript.Start("trace", Settings(), "verify", "log/genesis", "--json", "--server", Grpc());
            Assert.Equal(0, await verify.EndAsync());
            Assert.Contains("\"cosignatures\": 2", verify.Said, StringComparison.Ordinal);

            var policy = await http.GetStringAsync("/log/trust", TestContext.Current.CancellationToken);
            Assert.True(vkeys.Length == 0 || vkeys == policy, "the witnesses of the second run have other keys");
            vkeys = policy;
            end(run);
            Assert.Equal(0, await run.EndAsync());
            AssertNothingRuns();
        }
    }

    [Theory]
    [InlineData("--witnesses")]
    [InlineData("--witnesses", "0")]
    [InlineData("--witnesses", "17")]
    [InlineData("--witnesses", "two")]
    [InlineData("--witness", "2")]
    public async Task A_wrong_option_is_answered_with_the_usage(params string[] arguments)
    {
        using var run = RunScript.Start("run", Settings(), arguments);
        Assert.Equal(2, await run.EndAsync());
        Assert.Contains("Usage: ./run", run.Said, StringComparison.Ordinal);
    }

    private RunScript Run(params IEnumerable<(string Name, string Value)> settings) => RunScript.Start("run", Settings().Concat(settings));

    private IEnumerable<(string Name, string Value)> Settings() =>
        [("TRACE_DATA", _data), ("TRACE_HTTP_PORT", "0"), ("TRACE_GRPC_PORT", "0"), ("TRACE_CLOCK", "confirmed"), ("TRACE_STATE", Path.Combine(_data, "client"))];

    private string Grpc() => Address("grpc ");

    private string Address(string of) => File.ReadLines(Path.Combine(_data, "trace.addresses")).Single(line => line.StartsWith(of, StringComparison.Ordinal))[of.Length..];

    private void AssertNothingRuns()
    {
        Assert.False(File.Exists(Path.Combine(_data, "trace.pid")), "the service left its pid");
        var ours = Directory.EnumerateDirectories("/proc").Where(folder => folder[6..].All(char.IsAsciiDigit)).Where(MentionsOurFolder).ToList();
        Assert.Empty(ours);
    }

    // The service and the loading have the folder in their environment; the database's own has nothing, and works inside the folder.
    private bool MentionsOurFolder(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(_data, StringComparison.Ordinal)
                || new DirectoryInfo(Path.Combine(process, "cwd")).ResolveLinkTarget(returnFinalTarget: false)?.FullName.StartsWith(_data, StringComparison.Ordinal) == true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
