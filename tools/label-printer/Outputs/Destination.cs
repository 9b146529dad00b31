using System.Globalization;
using Trace.LabelPrinter.Printers;
using Trace.Tool;

namespace Trace.LabelPrinter.Outputs;

/// <summary>The forms that labels are written in.</summary>
internal enum OutputForm
{
    Png,
    Svg,
    Pdf,
    Tspl,
    Zpl,
}

/// <summary>Where labels go, as <c>--to</c> says it.</summary>
/// <param name="Form">In what form.</param>
/// <param name="Path">The file, or the folder of pictures; null where it is a printer.</param>
/// <param name="Printer">The printer; null where it is a file.</param>
internal sealed record Destination(OutputForm Form, string? Path, IPrinter? Printer)
{
    public const string Help = "FILE.pdf, FILE.tspl or FILE.zpl; a folder of pictures, FOLDER/*.png or FOLDER/*.svg; or a printer: tcp:HOST[:9100], cups:QUEUE, windows:PRINTER.";

    private const int RawPort = 9100;

    /// <summary>Reads it.</summary>
    /// <param name="to">As typed.</param>
    /// <param name="language">What a printer speaks: tspl or zpl; of CUPS also pdf. Files say it by their ending.</param>
    /// <exception cref="UsageException">It names neither; the message says what would.</exception>
    public static Destination Parse(string to, string language)
    {
        var (kind, name) = to.Split(':', 2) is [("tcp" or "cups" or "windows") and var first, var rest] ? (first, rest) : ("", to);
        if (kind.Length == 0)
        {
            return System.IO.Path.GetExtension(to).ToLowerInvariant() switch
            {
                ".pdf" => new(OutputForm.Pdf, to, null),
                ".tspl" => new(OutputForm.Tspl, to, null),
                ".zpl" => new(OutputForm.Zpl, to, null),
                ".png" when System.IO.Path.GetFileName(to) == "*.png" => new(OutputForm.Png, Folder(to), null),
                ".svg" when System.IO.Path.GetFileName(to) == "*.svg" => new(OutputForm.Svg, Folder(to), null),
                _ => throw new UsageException($"--to \"{to}\": must be {Help}"),
            };
        }

        var form = language switch
        {
            "tspl" => OutputForm.Tspl,
            "zpl" => OutputForm.Zpl,
            "pdf" when kind == "cups" => OutputForm.Pdf,
            _ => throw new UsageException($"--language {language}: must be tspl or zpl, or pdf for a queue of CUPS"),
        };
        return name.Length == 0 || name[0] == '-'
            ? throw new UsageException($"--to \"{to}\": the printer's name is missing")
            : new(form, null, kind switch { "tcp" => Tcp(to, name), "cups" => new CupsPrinter(name, form != OutputForm.Pdf), _ => Windows(name) });
    }

    private static string Folder(string to) => System.IO.Path.GetDirectoryName(to) is { Length: > 0 } folder ? folder : ".";

    private static TcpPrinter Tcp(string to, string name)
    {
        // The last colon, so that an IPv6 address in brackets keeps its own.
        var colon = name.LastIndexOf(':');
        if (colon < 0 || name.EndsWith(']'))
        {
            return new TcpPrinter(name.Trim('[', ']'), RawPort);
        }

        return ushort.TryParse(name[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new TcpPrinter(name[..colon].Trim('[', ']'), port)
            : throw new UsageException($"--to \"{to}\": port \"{name[(colon + 1)..]}\": must be 1 to 65535");
    }

    private static SpoolerPrinter Windows(string name) => OperatingSystem.IsWindows()
        ? new SpoolerPrinter(name)
        : throw new UsageException($"--to windows:{name}: this is not Windows; here printers are cups:QUEUE or tcp:HOST:9100");
}
