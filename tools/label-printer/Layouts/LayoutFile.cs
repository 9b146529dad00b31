using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Symbols;
using Trace.Tool;

namespace Trace.LabelPrinter.Layouts;

/// <summary>A layout as JSON: the built-in ones, and those of <c>--template</c>. docs/labels.md describes the form.</summary>
internal static class LayoutFile
{
    public const int MaxBytes = 256 * 1024;

    private const int MaxElements = 100;
    private const int MaxPictureBytes = 4 * 1024 * 1024;
    private const double LeastText = 1.2;

    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private static readonly Dictionary<string, SymbolKind?> s_symbols = new()
    {
        ["qr"] = SymbolKind.QrCode,
        ["datamatrix"] = SymbolKind.Gs1DataMatrix,
        ["gs1-128"] = SymbolKind.Gs1128,
        ["itf-14"] = SymbolKind.Itf14,
        ["retail"] = null,
    };

    /// <summary>Reads a layout.</summary>
    /// <param name="path">The file; pictures lie beside it.</param>
    /// <exception cref="UsageException">It is none; the message names the element and the rule.</exception>
    public static Layout Read(string path) => Parse(Files.Read(path, MaxBytes), path, picture =>
        Files.Read(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, picture), MaxPictureBytes));

    /// <summary>Reads a layout from its text.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="picture">Reads a picture by its name.</param>
    public static Layout Parse(ReadOnlySpan<byte> json, string name, Func<string, byte[]> picture)
    {
        Written written;
        try
        {
            written = JsonSerializer.Deserialize<Written>(json, s_form) ?? throw new UsageException($"{name}: is null, and no layout");
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{name}: line {problem.LineNumber + 1}: {problem.Message}");
        }

        if (!Enum.TryParse<LabelType>(written.Label, ignoreCase: true, out var type) || !Enum.IsDefined(type) || int.TryParse(written.Label, out _))
        {
            throw new UsageException($"{name}: label \"{written.Label}\": must be item, parcel or insert");
        }

        if (written.Size is not [>= Layout.LeastSide and <= Layout.MostWidth, >= Layout.LeastSide and <= Layout.MostHeight])
        {
            throw new UsageException($"{name}: size: must be [width, height] in millimetres, from {Layout.LeastSide} to {Layout.MostWidth} and {Layout.MostHeight}");
        }

        if (written.Elements is not { Count: > 0 and <= MaxElements })
        {
            throw new UsageException($"{name}: elements: must be 1 to {MaxElements}, are {written.Elements?.Count ?? 0}");
        }

        return new Layout(type, written.Size[0], written.Size[1], [.. written.Elements.Select((element, place) => ElementOf(element, $"{name}: element {place + 1}", type, written.Size, picture))]);
    }

    private static Element ElementOf(WrittenElement element, string where, LabelType type, double[] size, Func<string, byte[]> picture)
    {
        if (element.At is not [>= 0, >= 0, >= 0, >= 0] || element.At[0] + element.At[2] > size[0] + 0.001 || element.At[1] + element.At[3] > size[1] + 0.001)
        {
            throw new UsageException($"{where}: at: must be [left, top, width, height] in millimetres, all of it on the label of {size[0]} x {size[1]}");
        }

        var at = new Box(element.At[0], element.At[1], element.At[2], element.At[3]);
        var said = new[] { element.Text, element.Symbol, element.Box, element.Image }.Count(one => one is not null);
        if (said != 1)
        {
            throw new UsageException($"{where}: must be one of text, symbol, box and image, is {said} of them");
        }

        if (element.Text is null == (element.Size is not null))
        {
            throw new UsageException($"{where}: size, the millimetres of the letters, belongs to a text and must be there");
        }

        return element switch
        {
            { Text: { } text } => TextOf(element, at, Known(text, where, type), where),
            { Symbol: { } symbol } => s_symbols.TryGetValue(symbol, out var kind)
                ? new SymbolElement(at, kind, Known(element.Data ?? throw new UsageException($"{where}: data, what the symbol holds, is missing"), where, type), element.Digits ?? true)
                : throw new UsageException($"{where}: symbol \"{symbol}\": must be one of {string.Join(", ", s_symbols.Keys)}"),
            { Box: { } box } => new RectangleElement(at, box == "filled" ? 0 : element.Line ?? 0.25, element.Radius ?? 0, box switch
            {
                "line" or "filled" => false,
                "dashed" => true,
                _ => throw new UsageException($"{where}: box \"{box}\": must be line, dashed or filled"),
            }),
            _ => new ImageElement(at, picture(element.Image!)),
        };
    }

    private static TextElement TextOf(WrittenElement element, Box at, string text, string where)
    {
        var size = element.Size!.Value;
        var least = element.Least ?? Math.Min(size, Math.Max(LeastText, size * 0.6));
        if (size is < LeastText or > 100 || least < LeastText || least > size)
        {
            throw new UsageException($"{where}: size {size} and least {least}: must be from {LeastText} to 100 millimetres, least not above size");
        }

        var lines = element.Lines ?? 1;
        return new TextElement(at, text, size, least, element.Bold ?? false, element.Align switch
        {
            null or "left" => Alignment.Left,
            "centre" or "center" => Alignment.Centre,
            "right" => Alignment.Right,
            _ => throw new UsageException($"{where}: align \"{element.Align}\": must be left, centre or right"),
        }, lines is >= 1 and <= 20 ? lines : throw new UsageException($"{where}: lines {lines}: must be 1 to 20"), element.Whole ?? false);
    }

    private static string Known(string text, string where, LabelType type) => Values.UnknownIn(type, text).FirstOrDefault() is { } unknown
        ? throw new UsageException($"{where}: {{{unknown}}} is no value of this label; there are {string.Join(", ", Values.NamesOf(type))}")
        : text;

    private sealed record Written(string? Label, double[]? Size, List<WrittenElement>? Elements);

    private sealed record WrittenElement(double[]? At, string? Text, string? Symbol, string? Box, string? Image, string? Data, bool? Digits,
        double? Size, double? Least, bool? Bold, string? Align, int? Lines, bool? Whole, double? Line, double? Radius);
}
