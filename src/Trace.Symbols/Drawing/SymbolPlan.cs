using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Trace.Symbols.Drawing;

/// <summary>
/// Where everything of a symbol lies, in dots: modules, quiet zones and the text below, by the GS1 General Specifications, section 5.2 (EAN/UPC), 5.3
/// (ITF-14), 5.4 (GS1-128), 5.6 (GS1 DataMatrix) and 4.14 (human-readable interpretation). Drawn as PNG and SVG from the same numbers.
/// </summary>
internal sealed partial class SymbolPlan
{
    // Section 5.2.5: digits of EAN and UPC stand below the bars, which its guard bars leave by five modules; OCR-B of this em is eight modules high.
    private const double EanEm = 10.5;
    private const double DigitOfEm = 0.76;
    private const int GuardModules = 5;

    // Section 5.3.2: where no printing plate presses, bearer bars above and below of two narrow bars at least.
    private const int BearerModules = 2;

    // Below other symbols the text is as large as its width allows, within these millimetres of the em.
    private const double LeastText = 2.2;
    private const double MostText = 4.5;
    private const double LineOfEm = 1.15;

    private static readonly Dictionary<SymbolKind, int[]> s_guards = new()
    {
        [SymbolKind.Ean13] = [0, 2, 46, 48, 92, 94],
        [SymbolKind.Ean8] = [0, 2, 32, 34, 64, 66],
        // Of UPC-A the bars of the first and of the last digit are long as well.
        [SymbolKind.UpcA] = [0, 2, 46, 48, 92, 94],
    };

    private readonly List<SKRectI> _bars = [];
    private readonly List<(string Path, double X, double Baseline, double Em)> _texts = [];
    private readonly int _module;
    private readonly double _dots;
    private readonly Func<string, (string Path, double Width)> _outline;
    private int _width;
    private int _height;

    private SymbolPlan(int module, double dots, Func<string, (string Path, double Width)> outline) => (_module, _dots, _outline) = (module, dots, outline);

    /// <summary>Draws.</summary>
    /// <param name="symbol">The modules.</param>
    /// <param name="look">How large.</param>
    /// <param name="outline">A text as the data of an SVG path and its width, in thousandths of an em.</param>
    /// <exception cref="SymbolRefusedException">GS1 allows no such size; the message says which.</exception>
    public static SymbolPrint Of(Symbol symbol, SymbolLook look, Func<string, (string Path, double Width)> outline)
    {
        var (form, dots) = (SymbolForm.Of(symbol.Kind), look.DotsPerMillimetre);
        if (look.Dpi is < 100 or > 2400)
        {
            throw new SymbolRefusedException($"{look.Dpi} dpi: must be 100 to 2400");
        }

        var plan = new SymbolPlan(ModuleOf(symbol.Kind, form, look), dots, outline);
        var module = plan._module / dots;
        plan.Place(symbol, form, look);
        return new SymbolPrint(symbol, module, plan._width / dots, plan._height / dots, PngDensity.Set(plan.Png(), dots), plan.Svg());
    }

    private static int ModuleOf(SymbolKind kind, SymbolForm form, SymbolLook look)
    {
        const double Slack = 0.004;
        var (wanted, dots) = (look.Module ?? form.NominalModule, look.DotsPerMillimetre);
        if (wanted < form.SmallestModule - Slack || wanted > form.LargestModule + Slack)
        {
            throw new SymbolRefusedException(FormattableString.Invariant($"{kind}: modules of {wanted:0.###} mm: must be {form.SmallestModule:0.###} to {form.LargestModule:0.###}"));
        }

        var (least, most) = ((int)Math.Ceiling((form.SmallestModule - Slack) * dots), (int)Math.Floor((form.LargestModule + Slack) * dots));
        return least <= most ? Math.Clamp((int)Math.Round(wanted * dots), least, most)
            : throw new SymbolRefusedException(FormattableString.Invariant($"{kind} at {look.Dpi} dpi: no whole dots make a module of {form.SmallestModule:0.###} to {form.LargestModule:0.###} mm"));
    }

    private void Place(Symbol symbol, SymbolForm form, SymbolLook look)
    {
        var isEan = s_guards.TryGetValue(symbol.Kind, out var guards);
        var (left, above) = (form.QuietLeft * _module, Math.Max(form.QuietAbove, symbol.Kind == SymbolKind.Itf14 ? BearerModules : 1) * _module);
        _width = left + ((symbol.Columns + form.QuietRight) * _module);
        var tall = symbol.IsLinear ? BarsOf(form, look) : symbol.Rows * _module;
        var below = above + tall;
        var longer = isEan && look.HumanReadable ? GuardModules * _module : 0;
        for (var row = 0; row < symbol.Rows; row++)
        {
            foreach (var (column, length) in symbol.Runs(row))
            {
                // UPC-A, section 5.2.5: the bars of its outer digits, in the first and last seven modules beside the guards, are as long as these.
                var isLong = longer > 0 && (guards!.Contains(column) || (symbol.Kind == SymbolKind.UpcA && (column < 10 || column >= 85)));
                var (x, y) = (left + (column * _module), above + (symbol.IsLinear ? 0 : row * _module));
                _bars.Add(new SKRectI(x, y, x + (length * _module), symbol.IsLinear ? below + (isLong ? longer : 0) : y + _module));
            }
        }

        if (symbol.Kind == SymbolKind.Itf14)
        {
            _bars.Add(new SKRectI(0, above - (BearerModules * _module), _width, above));
            _bars.Add(new SKRectI(0, below, _width, below + (BearerModules * _module)));
            below += BearerModules * _module;
        }

        _height = below + Math.Max(longer, Math.Max(form.QuietAbove, 1) * _module);
        if (look.HumanReadable && isEan)
        {
            Digits(symbol, left, below);
        }
        else if (look.HumanReadable && symbol.HumanReadable.Length > 0)
        {
            Lines(symbol, below);
        }
    }

    // As high as the nominal symbol where it is as wide, and lower with it, but never below what GS1 allows.
    private int BarsOf(SymbolForm form, SymbolLook look)
    {
        var height = look.BarHeight ?? Math.Max(form.LeastBarHeight, form.BarHeight * Math.Min(1, _module / _dots / form.NominalModule));
        return height >= form.LeastBarHeight && height <= 200
            ? (int)Math.Round(height * _dots)
            : throw new SymbolRefusedException(FormattableString.Invariant($"bars of {height:0.#} mm: must be {form.LeastBarHeight:0.#} to 200"));
    }

    // Each digit below its own seven modules; of EAN-13 the first, of UPC-A the first and the last stand outside.
    private void Digits(Symbol symbol, int left, int below)
    {
        var (digits, em) = (symbol.HumanReadable, EanEm * _module);
        var baseline = below + (0.6 * _module) + (DigitOfEm * em);
        var half = symbol.Kind == SymbolKind.Ean8 ? 4 : 6;
        void At(char digit, double column, double size = 1) => Centre(digit.ToString(), left + (column * _module), baseline, em * size);
        var first = symbol.Kind == SymbolKind.Ean13 ? 1 : 0;
        if (first == 1)
        {
            At(digits[0], -5.5);
        }

        for (var place = 0; place < 2 * half; place++)
        {
            var column = 3 + (7 * place) + (place >= half ? 5 : 0) + 3.5;
            var isOuter = symbol.Kind == SymbolKind.UpcA && place is 0 or 11;
            At(digits[first + place], symbol.Kind != SymbolKind.UpcA || !isOuter ? column : place == 0 ? -5 : symbol.Columns + 5, symbol.Kind == SymbolKind.UpcA && isOuter ? 0.8 : 1);
        }

        _height = Math.Max(_height, (int)Math.Ceiling(baseline + (0.15 * em)));
    }

    // Below bars on one line; below a matrix an identifier a line.
    private void Lines(Symbol symbol, int below)
    {
        string[] lines = symbol.IsLinear ? [symbol.HumanReadable] : Identifiers().Split(symbol.HumanReadable).Where(line => line.Length > 0).ToArray();
        var outlines = lines.Select(line => _outline(line.Replace("\\(", "(", StringComparison.Ordinal))).ToList();
        var em = Math.Clamp((_width - (2 * _module)) * 1000 / outlines.Max(outline => outline.Width), LeastText * _dots, MostText * _dots);
        var widest = (int)Math.Ceiling(outlines.Max(outline => outline.Width) * em / 1000) + (2 * _module);
        if (widest > _width)
        {
            // The text is wider than what it is below: the symbol moves to the middle.
            var more = (widest - _width) / 2;
            for (var bar = 0; bar < _bars.Count; bar++)
            {
                _bars[bar] = new SKRectI(_bars[bar].Left + more, _bars[bar].Top, _bars[bar].Right + more, _bars[bar].Bottom);
            }

            _width += 2 * more;
        }

        var baseline = below + (Math.Max(1, SymbolForm.Of(symbol.Kind).QuietAbove) * _module) + em;
        foreach (var (path, width) in outlines)
        {
            _texts.Add((path, (_width - (width * em / 1000)) / 2, baseline, em));
            baseline += LineOfEm * em;
        }

        _height = (int)Math.Ceiling(baseline - (LineOfEm * em) + (0.3 * em));
    }

    private void Centre(string text, double middle, double baseline, double em)
    {
        var (path, width) = _outline(text);
        _texts.Add((path, middle - (width * em / 2000), baseline, em));
    }

    private byte[] Png()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(_width, _height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var sharp = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        using var smooth = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        foreach (var bar in _bars)
        {
            canvas.DrawRect(bar, sharp);
        }

        foreach (var (data, x, baseline, em) in _texts)
        {
            using var path = SKPath.ParseSvgPathData(data);
            canvas.Save();
            canvas.Translate((float)x, (float)baseline);
            canvas.Scale((float)(em / 1000));
            canvas.DrawPath(path, smooth);
            canvas.Restore();
        }

        canvas.Flush();
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private string Svg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{_width / _dots:0.###}mm\" height=\"{_height / _dots:0.###}mm\" viewBox=\"0 0 {_width} {_height}\">\n<rect width=\"{_width}\" height=\"{_height}\" fill=\"#fff\"/>\n<path shape-rendering=\"crispEdges\" d=\"");
        foreach (var bar in _bars)
        {
            svg.Append(CultureInfo.InvariantCulture, $"M{bar.Left} {bar.Top}h{bar.Width}v{bar.Height}h{-bar.Width}z");
        }

        svg.Append("\"/>\n");
        foreach (var (path, x, baseline, em) in _texts)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path transform=\"translate({x:0.##} {baseline:0.##}) scale({em / 1000:0.#####})\" d=\"{path}\"/>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    [GeneratedRegex(@"(?<!\\)(?=\()")]
    private static partial Regex Identifiers();
}
