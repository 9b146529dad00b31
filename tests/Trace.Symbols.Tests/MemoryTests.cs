using Trace.Symbols.Drawing;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>
/// Engines grow while they read: they are collected and begin anew, so that a process that reads all day stays as large as it was. A thousand reads
/// are tried each time; <c>tests/reads</c> tries ten thousand.
/// </summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const int Before = 200;
    private const int Part = 400;
    private static readonly int s_reads = int.TryParse(Environment.GetEnvironmentVariable("TRACE_READS"), out var reads) ? reads : 1_000;
    private const long MostGrowth = 64L << 20;

    [Fact]
    public void However_often_it_reads_a_process_is_hardly_larger_than_after_two_hundred_times()
    {
        using var writer = new BarcodeWriter(1);
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });
        var picture = SymbolPicture.ForReader(writer.Write(SymbolKind.QrCode, "https://id.gs1.org/01/09506000134352/21/4Z9K2M7QW3XN"));

        Read(Before);
        var before = Resident();
        var most = before;
        for (var part = 0; part < s_reads - Before; part += Part)
        {
            Read(Math.Min(Part, s_reads - Before - part));
            most = Math.Max(most, Resident());
        }

        output.WriteLine($"{s_reads} reads: {before >> 20} MB after {Before}, {most >> 20} MB at most, {Resident() >> 20} MB at the end");
        Assert.InRange(most - before, long.MinValue, MostGrowth);

        void Read(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.Single(reader.Read(picture, TestContext.Current.CancellationToken));
            }
        }
    }

    // The kernel counts what V8 holds too.
    private static long Resident()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
