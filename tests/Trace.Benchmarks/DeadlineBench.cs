using System.Diagnostics;
using Npgsql;

namespace Trace.Benchmarks;

/// <summary>What it costs to look after deadlines while statements come in as fast as they go: two services, of which one follows its log and plans what falls due.</summary>
internal static class DeadlineBench
{
    private const int Rounds = 3;

    /// <summary>Measures both in turn, so that whatever else the machine does meets both.</summary>
    /// <param name="seconds">How long each stream lasts; there are three of each.</param>
    /// <returns>Statements a second without and with deadlines; entries that were followed a second meanwhile, and once nothing came in any more.</returns>
    public static async Task<(double Without, double With, double Followed, double FollowedAfter)> MeasureAsync(int seconds)
    {
        await using var without = await BenchLedger.StartAsync();
        await using var with = await BenchLedger.StartAsync(settings => settings with { Scheduler = true });
        // The first is for the compiler.
        await StreamAsync(without, 4);
        await StreamAsync(with, 4);
        await CaughtUpAsync(with);

        var (plain, planned, followed, behind, after) = (0, 0, 0L, 0L, TimeSpan.Zero);
        for (var round = 0; round < Rounds; round++)
        {
            plain += await StreamAsync(without, seconds);
            var before = await FollowedAsync(with);
            planned += await StreamAsync(with, seconds);
            var now = await FollowedAsync(with);
            followed += now - before;
            var clock = Stopwatch.StartNew();
            behind += await CaughtUpAsync(with) - now;
            after += clock.Elapsed;
        }

        var spent = (double)seconds * Rounds;
        return (plain / spent, planned / spent, followed / spent, behind / after.TotalSeconds);
    }

    private static async Task<int> StreamAsync(BenchLedger ledger, int seconds)
    {
        Traffic.Print(1_500 * seconds);
        await using var client = ledger.Connect();
        var (clock, done) = (Stopwatch.StartNew(), 0);
        await foreach (var outcome in client.RecordManyAsync(Traffic.Of(ledger).TakeWhile(_ => clock.Elapsed.TotalSeconds < seconds).ToAsyncEnumerable()))
        {
            _ = outcome.Recorded ?? throw new InvalidOperationException(outcome.Refusal!.Message);
            done++;
        }

        return done;
    }

    private static async Task<long> CaughtUpAsync(BenchLedger ledger)
    {
        var size = await ReadAsync(ledger, "SELECT size FROM ledger.log_head");
        while (await FollowedAsync(ledger) < size)
        {
            await Task.Delay(50);
        }

        return size;
    }

    private static Task<long> FollowedAsync(BenchLedger ledger) => ReadAsync(ledger, "SELECT position FROM deadlines.followed");

    private static async Task<long> ReadAsync(BenchLedger ledger, string sql)
    {
        await using NpgsqlCommand command = ledger.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
