using Trace.Symbols.Drawing;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>Symbols of published numbers: what a kind takes, what it refuses, and what a reader sees.</summary>
public sealed class WritingTests
{
    // GS1 General Specifications, figures of sections 5.2 to 5.6, and GS1 Digital Link, section 4.
    [Theory]
    [InlineData(SymbolKind.Ean13, "9501101530003", "9501101530003", "]E0")]
    [InlineData(SymbolKind.Ean8, "95050003", "95050003", "]E4")]
    [InlineData(SymbolKind.UpcA, "614141000036", "614141000036", "]E0")]
    [InlineData(SymbolKind.Itf14, "09501101530003", "09501101530003", "]I")]
    [InlineData(SymbolKind.Gs1128, "(01)09501101530003(17)140704(10)AB-123", "010950110153000317140704" + "10AB-123", "]C1")]
    [InlineData(SymbolKind.Gs1128, "(00)106141412345678908", "00106141412345678908", "]C1")]
    [InlineData(SymbolKind.Gs1DataMatrix, "(01)09501101530003(10)AB-123(21)12345XYZ", "010950110153000310AB-123\u001d2112345XYZ", "]d2")]
    [InlineData(SymbolKind.QrCode, "https://id.gs1.org/01/09506000134352/10/ABC123", "https://id.gs1.org/01/09506000134352/10/ABC123", "]Q")]
    [InlineData(SymbolKind.QrCode, "https://example.com/own/91350100M000100Y43/福鼎", "https://example.com/own/91350100M000100Y43/福鼎", "]Q")]
    public void What_is_written_reads_as_what_it_holds(SymbolKind kind, string text, string holds, string identifier)
    {
        using var writer = new BarcodeWriter(1);
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });

        var symbol = writer.Write(kind, text);

        Assert.Equal(symbol.Columns * symbol.Rows, symbol.Dark.Count);
        var read = Assert.Single(reader.Read(SymbolPicture.ForReader(symbol), TestContext.Current.CancellationToken));
        Assert.Equal(holds.TrimStart('0'), read.Text.TrimStart('0'));
        Assert.StartsWith(identifier, read.Identifier, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SymbolKind.Ean13, "9501101530004", "check digit")]
    [InlineData(SymbolKind.Ean13, "19501101530000", "more than 13 digits")]
    [InlineData(SymbolKind.UpcA, "9501101530003", "more than 12 digits")]
    [InlineData(SymbolKind.Ean8, "9501101530003", "more than 8 digits")]
    [InlineData(SymbolKind.Itf14, "2012345678903", "restricted circulation")]
    [InlineData(SymbolKind.Gs1128, "(01)09501101530003(17)141304", "17")]
    [InlineData(SymbolKind.Gs1128, "(21)ABC", "21")]
    [InlineData(SymbolKind.Gs1DataMatrix, "9501101530003", "gs1datamatrix")]
    [InlineData(SymbolKind.QrCode, "", "1 to 1000")]
    public void What_a_kind_can_not_hold_is_refused_with_the_rule(SymbolKind kind, string text, string says)
    {
        using var writer = new BarcodeWriter(1);

        var refused = Assert.Throws<SymbolRefusedException>(() => writer.Write(kind, text));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
