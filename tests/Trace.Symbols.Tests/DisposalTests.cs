using Trace.Symbols.Drawing;
using Trace.Symbols.Pictures;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>Engines end while others read: V8 has one lock for the WebAssembly of all, and an engine that was ended kept it for ever, so none is.</summary>
public sealed class DisposalTests
{
    private const int Ends = 24;

    [Fact]
    public async Task Readers_end_while_others_read_and_none_waits_for_ever()
    {
        using var writer = new BarcodeWriter(1);
        var picture = SymbolPicture.ForReader(writer.Write(SymbolKind.QrCode, "https://id.gs1.org/01/09506000134352/21/4Z9K2M7QW3XN"));

        var all = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAndEnd(picture))));

        // As long as a machine under load takes many times over: what hangs, hangs for ever.
        Assert.Same(all, await Task.WhenAny(all, Task.Delay(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)));
        await all;
    }

    private static void ReadAndEnd(GreyPicture picture)
    {
        for (var end = 0; end < Ends; end++)
        {
            using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });
            for (var read = 0; read < 12; read++)
            {
                Assert.Single(reader.Read(picture));
            }
        }
    }
}
