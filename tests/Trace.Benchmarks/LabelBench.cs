using System.Diagnostics;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;

namespace Trace.Benchmarks;

/// <summary>Item labels into one PDF, as <c>label-printer items</c> makes them: journal, symbols read back, vectors.</summary>
internal static class LabelBench
{
    private const int Labels = 1_000;

    /// <summary>Prints them.</summary>
    /// <returns>Labels, seconds, processor seconds of all cores, and the most megabytes that this process held meanwhile and before.</returns>
    public static async Task<(int Labels, double Seconds, double Processor, long MegaBytes, long Before)> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("trace-bench-").FullName;
        try
        {
            var before = Resident();
            using var watching = new CancellationTokenSource();
            var most = WatchAsync(watching.Token);
            var (clock, spent) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            using (var journal = new Journal(Path.Combine(folder, "labels.db")))
            using (var symbols = new SymbolSource())
            {
                var (layout, address) = (BuiltInLayouts.Named("item-60x40")!, PublicAddress.Of("https://trace.example"));
                var job = journal.Begin("bench", ItemsCommand.Order("9521111100010", "福鼎白茶 白牡丹", "Fuding white tea", "FD2604", Labels).Allot());
                var run = new LabelRun(journal, symbols, new RunOptions(Destination.Parse(Path.Combine(folder, "roll.pdf"), ""), Resolution.Dpi203, null, 2));
                await run.PrintAsync(journal.Labels(job), label => ItemValues.Of(SubjectKey.Parse(label.Subject), label.Values, address).Fill(layout), null, CancellationToken.None);
            }

            clock.Stop();
            await watching.CancelAsync();
            return (Labels, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - spent).TotalSeconds, await most, before);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> WatchAsync(CancellationToken until)
    {
        var most = 0L;
        while (!until.IsCancellationRequested)
        {
            most = Math.Max(most, Resident());
            await Task.Delay(100, CancellationToken.None);
        }

        return most;
    }

    // What V8 and Skia hold counts too.
    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }
}
