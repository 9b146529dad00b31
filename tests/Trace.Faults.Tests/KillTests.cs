using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Trace.Client;
using Trace.Testing;

namespace Trace.Faults.Tests;

/// <summary>
/// SIGKILL at random moments under load, of the service and of its database, four times in a row each, ten times in <c>./test --all</c>: what was acknowledged is there, and the
/// whole log stands. TRACE_FAULTS_SEED repeats the moments of a run.
/// </summary>
public class KillTests(ITestOutputHelper output)
{
    private static readonly int s_rounds = Thorough.Of(all: 10, some: 4);

    private const int Shortest = 150;
    private const int Longest = 700;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kills_of_the_service_under_load_lose_nothing_that_was_acknowledged()
    {
        var random = Seeded();
        await using var ledger = await LoadedLedger.StartAsync(RetryPolicy.None);
        for (var round = 1; round <= s_rounds; round++)
        {
            var load = ledger.RunAsync(CancellationToken.None);
            await Task.Delay(random.Next(Shortest, Longest), Cancellation);
            await ledger.Service.KillAsync();
            await load.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            var unanswered = ledger.Callers.Sum(caller => caller.Unanswered.Count);

            await ledger.Service.StartAsync();
            var written = await ledger.VerifyAsync(Cancellation);
            output.WriteLine($"round {round}: {ledger.Promised} promised so far, {unanswered} unanswered, of which {written} had been recorded");
        }

        Assert.True(ledger.Promised > s_rounds, "the load was none");
    }

    [Fact]
    public async Task Kills_of_PostgreSQL_under_load_lose_nothing_and_callers_ride_over_them()
    {
        var random = Seeded();
        // Whatever a caller is told must be something that it may answer by sending the same again.
        await using var ledger = await LoadedLedger.StartAsync(new RetryPolicy { MaxAttempts = 200, First = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromMilliseconds(400) });
        for (var round = 1; round <= s_rounds; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var load = ledger.RunAsync(stop.Token);
            await Task.Delay(random.Next(Shortest, Longest), Cancellation);
            var victim = round % 2 == 1 ? ledger.Service.Postmaster : await BusyBackendAsync(ledger.Service, random);
            using (var process = Process.GetProcessById(victim))
            {
                process.Kill();
            }

            // Every caller is answered again, without having been started again.
            var before = ledger.Callers.Select(caller => caller.Acknowledged.Count).ToList();
            await EventuallyAsync(() => Enumerable.Range(0, before.Count).All(i => ledger.Callers[i].Acknowledged.Count > before[i] + 3) || load.IsCompleted, ledger.Service);
            await stop.CancelAsync();
            await load.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.True(ledger.Callers.All(caller => caller.Unanswered.Count == 0), $"a caller was told what it could not answer:\n{ledger.Service}");

            await ledger.VerifyAsync(Cancellation);
            output.WriteLine($"round {round}: killed {(round % 2 == 1 ? "the postmaster" : "a backend")}, {ledger.Promised} promised so far");
        }
    }

    private Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("TRACE_FAULTS_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount;
        output.WriteLine($"TRACE_FAULTS_SEED={seed}");
        return new Random(seed);
    }

    // Any backend that is in a transaction, else any: PostgreSQL ends all others with it and recovers by itself.
    private static async Task<int> BusyBackendAsync(ServiceProcess service, Random random)
    {
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'trace' ORDER BY (state = 'idle'), pid", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var backends = new List<int>();
        while (await reader.ReadAsync(Cancellation))
        {
            backends.Add(reader.GetInt32(0));
        }

        return backends[random.Next(Math.Min(2, backends.Count))];
    }

    private static async Task EventuallyAsync(Func<bool> holds, ServiceProcess service)
    {
        for (var started = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(20, Cancellation))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"it did not come true within a minute:\n{service}");
        }
    }
}
