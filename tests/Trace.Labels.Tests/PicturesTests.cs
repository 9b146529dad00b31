using Trace.LabelPrinter;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Samples;

namespace Trace.Labels.Tests;

/// <summary>The pictures of docs/labels.md, made again into the folder that TRACE_PICTURES names: each built-in label, one of an own layout, and a sheet.</summary>
public sealed class PicturesTests
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("TRACE_PICTURES");

    [Fact]
    public void Labels_are_pictured()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(s_folder), "TRACE_PICTURES names no folder");
        using var symbols = new SymbolSource();
        foreach (var name in BuiltInLayouts.Names)
        {
            var drawn = Composition.Of(SampleLabels.Of(BuiltInLayouts.Named(name)!, PublicAddress.Of(null)), Resolution.Dpi300, symbols);
            File.WriteAllBytes(Path.Combine(s_folder!, $"label-{name}.png"), LabelFiles.Of(drawn, OutputForm.Png));
        }

        var own = LayoutFile.Read(Testing.CommittedFile.PathOf("docs/label-own.json"));
        File.WriteAllBytes(Path.Combine(s_folder!, "label-own.png"), LabelFiles.Of(Composition.Of(SampleLabels.Of(own, PublicAddress.Of(null)), Resolution.Dpi300, symbols), OutputForm.Png));
    }

    [Fact]
    public void The_layout_in_the_documents_is_read_and_fits()
    {
        using var symbols = new SymbolSource();
        var own = LayoutFile.Read(Testing.CommittedFile.PathOf("docs/label-own.json"));

        Assert.All(Resolution.All, resolution => Assert.NotEmpty(Composition.Of(SampleLabels.Of(own, PublicAddress.Of(null)), resolution, symbols).Inks));
    }
}
