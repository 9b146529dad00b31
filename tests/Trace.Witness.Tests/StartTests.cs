using System.Net;
using System.Net.Sockets;

namespace Trace.Witness.Tests;

/// <summary>How a witness is started, what it limits, and what it never says.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly GrownTree Five = GrownTree.Empty.Grow(5, "honest");

    private readonly TemporaryFolder _folder = new();
    private readonly TestLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Logs_of_a_policy_are_witnessed_requests_are_limited_and_no_secret_is_written()
    {
        await using var witness = new WitnessProcess(_folder) { Rate = 1 };
        var policy = _folder.File("logs.policy");
        await File.WriteAllTextAsync(policy, $"log {_log.Key}\nquorum none\n", TestContext.Current.CancellationToken);
        await witness.StartAsync([], "--policy", policy);

        (await witness.AddAsync(0, [], _log.Sign(Five))).Open(_log.Sign(Five), witness.VerifierKeys);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await witness.AddAsync(5, [], _log.Sign(GrownTree.Empty.Grow(5, "fork")))).Status);
        var many = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => witness.Http.GetAsync("/healthz", TestContext.Current.CancellationToken)));
        var limited = many.Where(response => response.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(limited);
        Assert.All(limited, response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Equal(0, await witness.StopAsync());

        // The fork that the log signed is told; the secrets are not.
        Assert.Contains("log.test/1 signed size 5", witness.ToString(), StringComparison.Ordinal);
        var seeds = (await File.ReadAllLinesAsync(witness.KeyFile, TestContext.Current.CancellationToken)).Where(line => line.StartsWith("seed ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, seeds.Count);
        Assert.All(seeds, seed => Assert.DoesNotContain(seed["seed ".Length..], witness.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_at_start_is_named_with_exit_code_2()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var witness = new WitnessProcess(_folder) { Listen = taken.LocalEndpoint.ToString()! };
        string[] run = ["witness", "run", "--key", witness.KeyFile, "--state", witness.StateFile];

        foreach (var (arguments, why) in ((string[], string)[])
        [
            ([.. run, "--listen", witness.Listen, "--log", _log.Key.ToString()], "the address is taken"),
            (run, "no log is named"),
            ([.. run, "--log", "log.test/1+00000000+AQ=="], "--log"),
            ([.. run, "--log", "example.com/ecdsa+01020304+AgAB"], "signature type 0x02"),
            ([.. run, "--log", _log.Key.ToString(), "--listen", "example.com:1"], "--listen"),
            (["witness", "keys", "new", "two words", "--out", _folder.File("two.key")], "two words"),
            (["witness", "keys", "new", "witness.test/1", "--out", witness.KeyFile], "exists"),
        ])
        {
            var (code, said) = await WitnessProcess.RefusedAsync(arguments);
            Assert.True(code == 2, $"{why}: {code} {said}");
            Assert.Contains(why, said, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.File("two.key")));
    }
}
