using Trace.LabelPrinter.Layouts;
using Trace.Symbols;
using Trace.Tool;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A symbol in its box: the most whole dots a module that fit with the quiet zones, and what is printed below it.</summary>
internal static class SymbolFit
{
    // GS1 General Specifications, section 5.2.6: digits of an EAN symbol are a little above eight modules high, its guard bars five modules longer.
    private const int GuardModules = 5;
    private const double DigitsEm = 10.5;
    private const double TallestOfEm = 0.75;

    // Below GS1-128 and ITF-14 the text is as large as fits the symbol's width, within these millimetres of the em.
    private const double LeastTextBelow = 1.8;
    private const double MostTextBelow = 4;

    // What floats differ by where a box was made exactly for its symbol.
    private const double Slack = 0.002;

    private static readonly int[] s_ean13Guards = [0, 2, 46, 48, 92, 94];
    private static readonly int[] s_ean8Guards = [0, 2, 32, 34, 64, 66];

    /// <summary>What is drawn.</summary>
    /// <param name="element">Its box.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="resolution">The printer's.</param>
    /// <exception cref="UsageException">It does not fit; the message says what it needs.</exception>
    public static IEnumerable<Ink> Fit(SymbolElement element, Symbol symbol, Resolution resolution)
    {
        var (form, at) = (SymbolForm.Of(symbol.Kind), element.At);
        var columns = form.QuietLeft + symbol.Columns + form.QuietRight;
        var rows = symbol.IsLinear ? 0 : symbol.Rows + (2 * form.QuietAbove);
        var side = Math.Min(at.Width / columns, symbol.IsLinear ? double.MaxValue : at.Height / rows);
        var module = (int)Math.Floor(Math.Min(side, form.LargestModule) * resolution.DotsPerMillimetre + Slack);
        var least = (int)Math.Ceiling((form.SmallestModule * resolution.DotsPerMillimetre) - Slack);
        if (module < least)
        {
            throw new UsageException(FormattableString.Invariant(
                $"{symbol.Kind} of {symbol.Data.Length} characters: needs {resolution.Millimetres(least * columns):0.0}{(symbol.IsLinear ? "" : $" x {resolution.Millimetres(least * rows):0.0}")} mm at {resolution} dpi, has {at.Width:0.0} x {at.Height:0.0}; a larger label, or a shorter address in TRACE_PUBLIC_URL"));
        }

        var left = resolution.Dots(at.X) + ((resolution.Dots(at.Width) - (columns * module)) / 2) + (form.QuietLeft * module);
        var (top, height) = (resolution.Dots(at.Y), resolution.Dots(at.Height));
        return symbol.IsLinear
            ? Linear(element, symbol, form, resolution, module, left, top, height)
            : [Matrix(symbol, module, left, top + ((height - (symbol.Rows * module)) / 2))];
    }

    // Equal runs of neighbouring rows are one rectangle: fewer of them, and no seams where a viewer rounds.
    private static Bars Matrix(Symbol symbol, int module, int left, int top)
    {
        var rectangles = new List<(int X, int Y, int Width, int Height)>();
        var open = new Dictionary<(int, int), int>();
        for (var row = 0; row <= symbol.Rows; row++)
        {
            var runs = row < symbol.Rows ? symbol.Runs(row).ToHashSet() : [];
            foreach (var (run, from) in open.Where(one => !runs.Contains(one.Key)).ToList())
            {
                rectangles.Add((left + (run.Item1 * module), top + (from * module), run.Item2 * module, (row - from) * module));
                open.Remove(run);
            }

            foreach (var run in runs)
            {
                open.TryAdd(run, row);
            }
        }

        return new Bars(rectangles);
    }

    private static List<Ink> Linear(SymbolElement element, Symbol symbol, SymbolForm form, Resolution resolution, int module, int left, int top, int height)
    {
        var isEan = symbol.Kind is SymbolKind.Ean13 or SymbolKind.Ean8;
        var width = symbol.Columns * module;
        var size = !element.Digits ? 0 : isEan ? DigitsEm * module : TextBelow(symbol, width, resolution);
        var room = (int)Math.Ceiling(size * (isEan ? TallestOfEm + 0.12 : 1.05));
        var bars = height - room;
        if (resolution.Millimetres(bars) < form.LeastBarHeight - 0.07)
        {
            throw new UsageException(FormattableString.Invariant($"{symbol.Kind}: its bars would be {resolution.Millimetres(bars):0.0} mm high, and must be at least {form.LeastBarHeight}"));
        }

        int[] guards = isEan && element.Digits ? symbol.Kind == SymbolKind.Ean13 ? s_ean13Guards : s_ean8Guards : [];
        var longer = Math.Min(GuardModules * module, room);
        var inks = new List<Ink>
        {
            new Bars([.. symbol.Runs(0).Select(run => (left + (run.Column * module), top, run.Length * module, bars + (guards.Contains(run.Column) ? longer : 0)))]),
        };
        if (size > 0)
        {
            var baseline = top + height - (size * 0.06);
            inks.AddRange(isEan ? Digits(symbol, module, left, baseline, size) : [Centred(symbol.HumanReadable, left + (width / 2.0), baseline - (size * 0.1), size)]);
        }

        return inks;
    }

    private static double TextBelow(Symbol symbol, int width, Resolution resolution)
    {
        using var font = LabelFont.At(false, 100);
        return Math.Clamp(width * 0.96 / font.MeasureText(symbol.HumanReadable) * 100, resolution.DotsPerMillimetre * LeastTextBelow, resolution.DotsPerMillimetre * MostTextBelow);
    }

    // Each digit under its own seven modules; the first of thirteen stands before the bars.
    private static IEnumerable<Line> Digits(Symbol symbol, int module, int left, double baseline, double size)
    {
        var (digits, half) = (symbol.HumanReadable, symbol.Kind == SymbolKind.Ean13 ? 6 : 4);
        var first = digits.Length - (2 * half);
        if (first == 1)
        {
            yield return Centred(digits[..1], left - (5.5 * module), baseline, size);
        }

        for (var place = 0; place < 2 * half; place++)
        {
            var column = 3 + (7 * place) + (place >= half ? 5 : 0) + 3.5;
            yield return Centred(digits.Substring(first + place, 1), left + (column * module), baseline, size);
        }
    }

    private static Line Centred(string text, double middle, double baseline, double size)
    {
        using var font = LabelFont.At(false, size);
        return new Line(text, middle - (font.MeasureText(text) / 2), baseline, size, false);
    }
}
