using Trace.LabelPrinter.Layouts;
using Trace.Tool;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A text in its box: the largest size at which it fits on its lines; cut with an ellipsis where it must be.</summary>
internal static class TextFit
{
    private const double LineOfEm = 1.2;
    private const double Ascent = 0.88;
    private const double Step = 0.96;
    private const char Ellipsis = '…';

    public static IEnumerable<Line> Fit(TextElement element, Resolution resolution)
    {
        var text = string.Join(' ', element.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (LabelFont.Lacking(text) is { } lacking)
        {
            throw new UsageException($"\"{text}\": the label's font has no {lacking}");
        }

        var dots = resolution.DotsPerMillimetre;
        var (width, height) = (element.At.Width * dots, element.At.Height * dots);
        for (var size = element.Size * dots; ; size = Math.Max(element.Least * dots, size * Step))
        {
            using var font = LabelFont.At(element.Bold, size);
            double Measure(string part) => font.MeasureText(part);
            var most = Math.Max(1, Math.Min(element.Lines, (int)((height + (0.05 * size)) / (LineOfEm * size))));
            var lines = Broken(text, width, Measure);
            var isLeast = size <= element.Least * dots;
            if (lines.Count <= most || isLeast)
            {
                if (lines.Count > most)
                {
                    lines = element.Whole
                        ? throw new UsageException(FormattableString.Invariant($"\"{(element.Text.Length > 30 ? element.Text[..30] + Ellipsis : element.Text)}\": does not fit into {element.At.Width:0.#} x {element.At.Height:0.#} mm, and may not be cut"))
                        : Cut(lines, most, width, Measure);
                }

                return Placed(element, lines, size, resolution, Measure);
            }
        }
    }

    private static List<Line> Placed(TextElement element, List<string> lines, double size, Resolution resolution, Func<string, double> measure)
    {
        var (left, width) = (element.At.X * resolution.DotsPerMillimetre, element.At.Width * resolution.DotsPerMillimetre);
        var used = lines.Count * LineOfEm * size;
        var top = (element.At.Y * resolution.DotsPerMillimetre) + (Math.Max(0, (element.At.Height * resolution.DotsPerMillimetre) - used) / 2);
        return [.. lines.Select((line, place) => new Line(
            line,
            left + ((width - measure(line)) * element.Align switch { Alignment.Left => 0, Alignment.Centre => 0.5, _ => 1 }),
            top + (((LineOfEm * place) + ((LineOfEm - 1) / 2) + Ascent) * size),
            size,
            element.Bold))];
    }

    // Between words, and between any two Chinese characters but before a closing sign.
    private static List<string> Broken(string text, double width, Func<string, double> measure)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var piece in Pieces(text))
        {
            if (line.Length > 0 && measure((line + piece).TrimEnd()) > width)
            {
                lines.Add(line.TrimEnd());
                line = "";
            }

            line += piece;
        }

        // A single word that is wider than the box counts as two lines: it makes the text smaller, and then is cut.
        lines.Add(line.TrimEnd());
        return lines.Any(one => measure(one) > width) ? [.. lines, ""] : lines;
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var from = 0;
        for (var place = 1; place < text.Length; place++)
        {
            var breaks = text[place - 1] == ' ' || ((IsWide(text[place]) || IsWide(text[place - 1])) && !"，。、；：！？）》”’".Contains(text[place], StringComparison.Ordinal) && !"（《“‘".Contains(text[place - 1], StringComparison.Ordinal));
            if (breaks && !char.IsLowSurrogate(text[place]))
            {
                yield return text[from..place];
                from = place;
            }
        }

        yield return text[from..];
    }

    private static bool IsWide(char c) => c >= '\u2e80';

    private static List<string> Cut(List<string> lines, int most, double width, Func<string, double> measure)
    {
        List<string> kept = [.. lines.Where(line => line.Length > 0).Take(most)];
        var last = kept[^1];
        while (last.Length > 0 && measure(last + Ellipsis) > width)
        {
            last = last[..^(last.Length > 1 && char.IsLowSurrogate(last[^1]) ? 2 : 1)];
        }

        kept[^1] = last.TrimEnd() + Ellipsis;
        return kept;
    }
}
