using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>Symbols as they are handed out, read by other programs: zbar, and libdmtx for what zbar does not know.</summary>
public sealed class DrawingTests
{
    private static readonly (SymbolKind Kind, string Text, string Reads)[] s_symbols =
    [
        (SymbolKind.QrCode, "https://id.gs1.org/01/09506000134352/10/ABC123", "https://id.gs1.org/01/09506000134352/10/ABC123"),
        (SymbolKind.Gs1DataMatrix, "(01)09501101530003(10)AB-123(21)12345XYZ", "010950110153000310AB-123\u001d2112345XYZ"),
        (SymbolKind.Ean13, "9501101530003", "9501101530003"),
        (SymbolKind.Ean8, "95050003", "95050003"),
        (SymbolKind.UpcA, "614141000036", "0614141000036"),
        (SymbolKind.Itf14, "09501101530003", "09501101530003"),
        (SymbolKind.Gs1128, "(01)09501101530003(17)140704(10)AB-123", "01095011015300031714070410AB-123"),
    ];

    private static readonly int[] s_dpi = [203, 300, 600];

    public static TheoryData<SymbolKind, int> All => new([.. s_symbols.SelectMany(symbol => s_dpi.Select(dpi => (symbol.Kind, dpi)))]);

    [Theory, MemberData(nameof(All))]
    public void What_is_drawn_is_read_by_another_program(SymbolKind kind, int dpi)
    {
        using var writer = new BarcodeWriter(1);
        var (_, text, reads) = s_symbols.Single(symbol => symbol.Kind == kind);
        var file = Path.Combine(Directory.CreateTempSubdirectory("trace-symbols-").FullName, "symbol.png");
        File.WriteAllBytes(file, writer.Draw(kind, text, new SymbolLook(dpi)).Png);

        var read = kind == SymbolKind.Gs1DataMatrix ? Run("dmtxread", "dmtx-utils", "-n", "-m", "8000", "-G", "29", file) : Run("zbarimg", "zbar-tools", "-q", "--raw", file);

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Equal(reads, read.Trim('\n', '\u001d'));
    }

    [Theory, MemberData(nameof(All))]
    public void Modules_are_whole_dots_of_a_size_that_GS1_allows_and_the_quiet_zones_are_light(SymbolKind kind, int dpi)
    {
        using var writer = new BarcodeWriter(1);
        var print = writer.Draw(kind, s_symbols.Single(symbol => symbol.Kind == kind).Text, new SymbolLook(dpi) { HumanReadable = false });
        var form = SymbolForm.Of(kind);
        using var picture = SKBitmap.Decode(print.Png);
        var (dots, module) = (picture.Width / print.Width, print.Module * picture.Width / print.Width);

        Assert.Equal(Math.Round(module), module, 6);
        Assert.InRange(print.Module, form.SmallestModule - 0.005, form.LargestModule + 0.005);
        Assert.Equal((form.QuietLeft + print.Symbol.Columns + form.QuietRight) * module, picture.Width, 6);
        var row = picture.Height / 2;
        Assert.All(Enumerable.Range(0, (int)(form.QuietLeft * module)), x => Assert.Equal(255, picture.GetPixel(x, row).Red));
        Assert.All(Enumerable.Range(0, (int)(form.QuietRight * module)), x => Assert.Equal(255, picture.GetPixel(picture.Width - 1 - x, row).Red));
        Assert.Equal(dpi == 203 ? 8 : dpi / 25.4, dots, 3);

        // The picture says its own resolution, and the drawing its own size.
        var svg = XDocument.Parse(print.Svg).Root!;
        Assert.Equal(print.Width, double.Parse(svg.Attribute("width")!.Value[..^2], CultureInfo.InvariantCulture), 0.01);
        Assert.Equal($"0 0 {picture.Width} {picture.Height}", svg.Attribute("viewBox")!.Value);
    }

    [Theory]
    [InlineData(SymbolKind.Ean13, 300, 0.2, null, "must be 0.249 to 0.66")]
    [InlineData(SymbolKind.Ean13, 300, 0.7, null, "must be 0.249 to 0.66")]
    [InlineData(SymbolKind.Ean13, 300, null, 2.0, "must be 5 to 200")]
    [InlineData(SymbolKind.QrCode, 50, null, null, "must be 100 to 2400")]
    public void A_size_that_GS1_does_not_allow_is_refused(SymbolKind kind, int dpi, double? module, double? height, string says)
    {
        using var writer = new BarcodeWriter(1);

        var refused = Assert.Throws<SymbolRefusedException>(() => writer.Draw(kind, "9501101530003", new SymbolLook(dpi) { Module = module, BarHeight = height }));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static string Run(string program, string package, params string[] arguments)
    {
        var path = Path.Combine("/usr/bin", program);
        Assert.SkipUnless(File.Exists(path), $"{program} (Debian's {package}) is not installed");
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return told;
    }
}
