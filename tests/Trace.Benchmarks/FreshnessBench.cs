using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;
using Trace.Domain.Ledger;

namespace Trace.Benchmarks;

/// <summary>
/// How old the published checkpoint is while statements stream in and two witnesses cosign: a reader asks for it over and over, and whatever was
/// acknowledged and is not in it has been missing since then.
/// </summary>
internal static class FreshnessBench
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Statements a second meanwhile, and the ages that were met.</summary>
    public static async Task<(double PerSecond, LongConcurrentHistogram Ages)> MeasureAsync(int seconds)
    {
        await using var witnesses = new BenchWitnesses();
        await using var ledger = await BenchLedger.StartAsync(settings => settings with { Policy = witnesses.Policy });
        await witnesses.StartAsync(ledger.Options.Signer.VerifierKey);
        await StreamAsync(ledger, seconds: 10, acknowledged: null);

        var (acknowledged, ages) = (new ConcurrentQueue<(long Index, long At)>(), new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3));
        using var end = new CancellationTokenSource();
        var reading = ReadAsync(ledger, acknowledged, ages, end.Token);
        var done = await StreamAsync(ledger, seconds, acknowledged);
        await end.CancelAsync();
        await reading;
        return (done / (double)seconds, ages);
    }

    private static async Task ReadAsync(BenchLedger ledger, ConcurrentQueue<(long Index, long At)> acknowledged, LongConcurrentHistogram ages, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = ledger.Http };
        while (!end.IsCancellationRequested)
        {
            // Taken before the answer is asked for, so that the way here counts too.
            var asked = Stopwatch.GetTimestamp();
            var size = Checkpoint.Parse(SignedNote.Parse(await http.GetByteArrayAsync("/checkpoint", CancellationToken.None)).Text).Size;
            while (acknowledged.TryPeek(out var oldest) && oldest.Index < size)
            {
                acknowledged.TryDequeue(out _);
            }

            if (acknowledged.TryPeek(out var missing))
            {
                ages.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(missing.At, Math.Max(asked, missing.At)).Ticks));
            }

            await Task.Delay(Between, CancellationToken.None);
        }
    }

    private static async Task<int> StreamAsync(BenchLedger ledger, int seconds, ConcurrentQueue<(long Index, long At)>? acknowledged)
    {
        await using var client = ledger.Connect();
        var (clock, done) = (Stopwatch.StartNew(), 0);
        Traffic.Print(1_500 * seconds);
        await foreach (var outcome in client.RecordManyAsync(Traffic.Of(ledger).TakeWhile(_ => clock.Elapsed.TotalSeconds < seconds).ToAsyncEnumerable()))
        {
            var recorded = outcome.Recorded ?? throw new InvalidOperationException(outcome.Refusal!.Message);
            acknowledged?.Enqueue(((long)recorded.Entry.Index, Stopwatch.GetTimestamp()));
            done++;
        }

        return done;
    }
}
