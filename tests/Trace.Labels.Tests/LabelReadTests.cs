using System.Diagnostics;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Samples;

namespace Trace.Labels.Tests;

/// <summary>Every built-in label at every resolution, read back by zbar, which had no part in making it.</summary>
public sealed class LabelReadTests
{
    public static TheoryData<string, int> Labels => new([.. BuiltInLayouts.Names.SelectMany(name => Resolution.All.Select(one => (name, one.Dpi)))]);

    [Theory, MemberData(nameof(Labels))]
    public void Every_symbol_of_a_label_is_read_by_another_reader(string layout, int dpi)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "zbarimg (Debian's zbar-tools) is not installed");
        using var symbols = new SymbolSource();
        var label = SampleLabels.Of(BuiltInLayouts.Named(layout)!, PublicAddress.Of(null));
        var drawn = Composition.Of(label, Resolution.All.Single(one => one.Dpi == dpi), symbols);
        var file = Path.Combine(Directory.CreateTempSubdirectory("trace-labels-").FullName, "label.png");
        File.WriteAllBytes(file, LabelFiles.Of(drawn, OutputForm.Png));

        var read = Zbar(file);

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        foreach (var symbol in label.Elements.OfType<SymbolElement>().Where(symbol => symbol.Kind != Symbols.SymbolKind.Gs1DataMatrix))
        {
            Assert.Contains(symbol.Kind switch { null => Gtin.Parse(symbol.Data).ToString()[1..], Symbols.SymbolKind.Gs1128 => symbol.Data.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal), _ => symbol.Data }, read);
        }
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

    private static string[] Zbar(string picture)
    {
        var start = new ProcessStartInfo("/usr/bin/zbarimg") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-q", "--raw", picture])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines;
    }
}
