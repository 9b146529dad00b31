using System.CommandLine;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.Tool;

namespace Trace.LabelPrinter.Samples;

/// <summary><c>label-printer sample</c>: one label with made-up values, marked as a sample.</summary>
internal static class SampleCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var layout = new Argument<string>("layout") { Description = "The name of a built-in layout, or a file of your own." };
        var to = new Option<string>("--to") { Description = "FILE.png, FILE.svg, FILE.pdf, FILE.tspl or FILE.zpl.", HelpName = "file", Required = true };
        var dpi = new Option<int>("--dpi") { Description = "203 or 300.", HelpName = "dpi", DefaultValueFactory = _ => 300 };
        var command = new Command("sample", "Draw one label with made-up values: for trying a printer, or a layout of your own.") { layout, to, dpi };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            var name = parsed.GetValue(layout)!;
            var wanted = BuiltInLayouts.Named(name) ?? LayoutFile.Read(name);
            var resolution = Resolution.All.FirstOrDefault(one => one.Dpi == parsed.GetValue(dpi)) ?? throw new UsageException($"--dpi {parsed.GetValue(dpi)}: must be 203 or 300");
            using var symbols = new SymbolSource();
            var drawn = Composition.Of(SampleLabels.Of(wanted, PublicAddress.Of(null)), resolution, symbols);
            var file = parsed.GetValue(to)!;
            if (!Enum.TryParse<OutputForm>(Path.GetExtension(file).TrimStart('.'), ignoreCase: true, out var form))
            {
                throw new UsageException($"--to \"{file}\": must end in png, svg, pdf, tspl or zpl");
            }

            Files.WriteNew(file, LabelFiles.Of(drawn, form));
            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }
}
