using System.CommandLine;
using System.Text;
using Trace.Symbols;
using Trace.Tool.Output;

namespace Trace.Tool.Barcodes;

/// <summary><c>trace barcode draw KIND TEXT</c>: one symbol as PNG or SVG, read back before it is handed out.</summary>
internal static class DrawCommand
{
    private static readonly Dictionary<string, SymbolKind> s_kinds = new()
    {
        ["qr"] = SymbolKind.QrCode,
        ["datamatrix"] = SymbolKind.Gs1DataMatrix,
        ["ean-13"] = SymbolKind.Ean13,
        ["ean-8"] = SymbolKind.Ean8,
        ["upc-a"] = SymbolKind.UpcA,
        ["itf-14"] = SymbolKind.Itf14,
        ["gs1-128"] = SymbolKind.Gs1128,
    };

    public static Command Create(Surroundings surroundings)
    {
        var kind = new Argument<string>("kind") { Description = $"One of {string.Join(", ", s_kinds.Keys)}." };
        kind.AcceptOnlyFromAmong([.. s_kinds.Keys]);
        var text = new Argument<string>("text") { Description = "A GTIN; an element string, such as (01)09521111100010(10)L1; of qr, any text, such as a GS1 Digital Link." };
        var output = new Option<string>("--output", "-o") { Description = "A new file that ends in .png or .svg.", HelpName = "file", Required = true };
        var dpi = new Option<int>("--dpi") { Description = "The printer's dots an inch: a module is whole dots.", HelpName = "dpi", DefaultValueFactory = _ => 300 };
        var module = new Option<double?>("--module") { Description = "Millimetres of a module; the kind's nominal ones without it. The nearest whole dots that GS1 allows are taken, and told.", HelpName = "mm" };
        var height = new Option<double?>("--height") { Description = "Millimetres of the bars.", HelpName = "mm" };
        var bare = new Option<bool>("--no-text") { Description = "Without what it holds below it." };
        var command = new Command("draw", "Draw a symbol with its quiet zones and its text, as the GS1 General Specifications want them. What does not read is not written.") { kind, text, output, dpi, module, height, bare };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            var file = parsed.GetValue(output)!;
            var form = Path.GetExtension(file).ToLowerInvariant();
            if (form is not (".png" or ".svg"))
            {
                throw new UsageException($"--output \"{file}\": must end in .png or .svg");
            }

            using var writer = new BarcodeWriter(1);
            SymbolPrint print;
            try
            {
                print = writer.Draw(s_kinds[parsed.GetValue(kind)!], parsed.GetValue(text)!, new SymbolLook(parsed.GetValue(dpi)) { Module = parsed.GetValue(module), BarHeight = parsed.GetValue(height), HumanReadable = !parsed.GetValue(bare) });
            }
            catch (SymbolRefusedException refused)
            {
                throw new UsageException(refused.Message);
            }

            Files.WriteNew(file, form == ".png" ? print.Png : Encoding.UTF8.GetBytes(print.Svg));
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { file, module = Math.Round(print.Module, 4), width = Math.Round(print.Width, 2), height = Math.Round(print.Height, 2), text = print.Symbol.HumanReadable });
            }
            else
            {
                Printed.Line($"{file}: {print.Width:0.0} x {print.Height:0.0} mm, modules of {print.Module:0.000} mm, read back");
            }

            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }
}
