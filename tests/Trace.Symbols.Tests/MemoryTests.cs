using Trace.Symbols.Drawing;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>Engines grow while they read: they are collected and replaced, so that a process that reads all day stays as large as it was.</summary>
public sealed class MemoryTests
{
    private const int Before = 200;
    private const int Reads = 1_000;
    private const long MostGrowth = 64L << 20;

    [Fact]
    public void After_a_thousand_reads_a_process_is_hardly_larger_than_after_two_hundred()
    {
        using var writer = new BarcodeWriter(1);
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });
        var picture = SymbolPicture.ForReader(writer.Write(SymbolKind.QrCode, "https://id.gs1.org/01/09506000134352/21/4Z9K2M7QW3XN"));

        Read(Before);
        var before = Resident();
        Read(Reads - Before);

        Assert.InRange(Resident() - before, long.MinValue, MostGrowth);

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
