using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Claims;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Samples;
using Trace.Symbols;

namespace Trace.Labels.Tests;

/// <summary>Every built-in label at every resolution, read back by zbar and libdmtx, which had no part in making it: as a picture, as the printer burns it, from A4 sheets and from a browser.</summary>
public sealed class LabelReadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trace-labels-").FullName;

    public static TheoryData<string, int> Labels => new([.. BuiltInLayouts.Names.SelectMany(name => Resolution.All.Select(one => (name, one.Dpi)))]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Labels))]
    public void Every_symbol_of_a_label_is_read_by_another_reader(string layout, int dpi)
    {
        var (label, drawn) = Draw(layout, dpi);
        var file = Path.Combine(_folder, "label.png");
        File.WriteAllBytes(file, LabelFiles.Of(drawn, OutputForm.Png));

        AssertReads(label, () => OtherReaders.Zbar(file), () => OtherReaders.DataMatrix(file));
    }

    [Theory, MemberData(nameof(Labels))]
    public void Every_symbol_that_a_printer_burns_is_read_by_another_reader(string layout, int dpi)
    {
        var (label, drawn) = Draw(layout, dpi);
        var file = Path.Combine(_folder, "label.png");
        File.WriteAllBytes(file, Burnt.Of(LabelFiles.Of(drawn, OutputForm.Tspl)).Single().ToPng());

        AssertReads(label, () => OtherReaders.Zbar(file), () => OtherReaders.DataMatrix(file));
    }

    [Theory]
    [InlineData("item-60x40")]
    [InlineData("insert-60x40")]
    [InlineData("parcel-100x150")]
    public void An_SVG_reads_as_a_browser_draws_it(string layout)
    {
        var (label, drawn) = Draw(layout, 300);
        var (svg, png) = (Path.Combine(_folder, "label.svg"), Path.Combine(_folder, "label.png"));
        File.WriteAllBytes(svg, LabelFiles.Of(drawn, OutputForm.Svg));
        // CSS has 96 pixels an inch.
        OtherReaders.Screenshot(svg, png, (int)(label.Width / 25.4 * 96) + 24, (int)(label.Height / 25.4 * 96) + 24);

        AssertReads(label, () => OtherReaders.Zbar(png), () => OtherReaders.DataMatrix(png));
    }

    [Theory]
    [InlineData("item-60x40", 21, 30)]
    [InlineData("insert-60x40", 21, 24)]
    public void Every_label_of_A4_sheets_is_read_from_the_pages_as_another_program_draws_them(string layout, int onPage, int labels)
    {
        using var symbols = new SymbolSource();
        var file = Path.Combine(_folder, "sheets.pdf");
        List<string> expected = [];
        using (var stream = File.Create(file))
        {
            var all = Enumerable.Range(0, labels).Select(_ => LabelsOf(layout, expected)).Select(label => Composition.Of(label, Resolution.Dpi300, symbols)).ToList();
            using var pages = new PdfPages(stream, Sheet.A4(60, 40, 2), "Trace labels");
            all.ForEach(pages.Add);
            pages.Finish();
        }

        var drawn = OtherReaders.Pages(file, 300);
        var read = drawn.SelectMany(OtherReaders.Zbar).ToHashSet();
        // A reader may miss one symbol of a page whose modules fall between pixels: it looks once more, from nearer.
        read.UnionWith(expected.All(read.Contains) ? [] : OtherReaders.Pages(file, 450).SelectMany(OtherReaders.Zbar));

        Assert.Equal((labels + onPage - 1) / onPage, drawn.Length);
        Assert.Empty(expected.Except(read));
    }

    [Fact]
    public void All_types_come_in_the_sizes_that_labels_have()
    {
        Assert.All(Enum.GetValues<LabelType>(), type => Assert.Superset(new HashSet<string> { "30x20", "60x40", "100x150" }, BuiltInLayouts.SizesOf(type).ToHashSet()));
        Assert.Superset(new HashSet<string> { "76x25", "100x25" }, BuiltInLayouts.SizesOf(LabelType.Parcel).ToHashSet());
    }

    [Fact]
    public void A_label_is_marked_as_a_sample_until_the_public_address_is_set()
    {
        static bool Says(PublicAddress address) => SampleLabels.Of(BuiltInLayouts.Named("item-60x40")!, address).Elements.OfType<TextElement>().Any(text => text.Text.Contains("SAMPLE", StringComparison.Ordinal));

        Assert.True(Says(PublicAddress.Of("")));
        Assert.False(Says(PublicAddress.Of("https://trace.example")));
    }

    private static (Label Label, Drawn Drawn) Draw(string layout, int dpi)
    {
        using var symbols = new SymbolSource();
        var label = SampleLabels.Of(BuiltInLayouts.Named(layout)!, PublicAddress.Of(null));
        return (label, Composition.Of(label, Resolution.All.Single(one => one.Dpi == dpi), symbols));
    }

    // One label, and what its QR Code must say.
    private static Label LabelsOf(string layout, List<string> expected)
    {
        var address = PublicAddress.Of("https://trace.example");
        var values = layout.StartsWith("item", StringComparison.Ordinal)
            ? ItemValues.Of(SubjectKey.ForItem(SubjectKey.Parse("01/09521111100010"), CrockfordBase32.NewSerial()), new Dictionary<string, string> { ["name.zh"] = "白牡丹", ["lot"] = "L1" }, address)
            : InsertValues.Of(ClaimCode.Generate(), CrockfordBase32.NewSerial(), "01/09521111100010", "白牡丹", address);
        expected.Add(values["link"]!);
        return values.Fill(BuiltInLayouts.Named(layout)!);
    }

    private static void AssertReads(Label label, Func<string[]> zbar, Func<string[]> dataMatrix)
    {
        foreach (var symbol in label.Elements.OfType<SymbolElement>())
        {
            var digits = symbol.Data.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
            Assert.Contains(symbol.Kind switch { null => Gtin.Parse(symbol.Data).ToString()[1..], SymbolKind.QrCode => symbol.Data, _ => digits }, (symbol.Kind == SymbolKind.Gs1DataMatrix ? dataMatrix() : zbar()).Select(text => text.Trim('\u001d')));
        }
    }
}
