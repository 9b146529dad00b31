namespace Trace.Documents.Typesetting;

/// <summary>Breaks a text into lines: between words, between any two Chinese characters but before a closing sign, and wherever it must within a word that is wider than the line.</summary>
internal static class LineBreaking
{
    private const string Closing = "，。、；：！？）》”’,.;:!?)";
    private const string Opening = "（《“‘(";

    public static List<string> Break(string text, float width, Func<string, float> measure)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var piece in Pieces(text).SelectMany(piece => Fitting(piece, width, measure)))
        {
            if (line.Length > 0 && measure((line + piece).TrimEnd()) > width)
            {
                lines.Add(line.TrimEnd());
                line = "";
            }

            line += piece;
        }

        lines.Add(line.TrimEnd());
        return lines;
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var from = 0;
        for (var place = 1; place < text.Length; place++)
        {
            var breaks = text[place - 1] == ' '
                || ((IsWide(text[place]) || IsWide(text[place - 1])) && !Closing.Contains(text[place], StringComparison.Ordinal) && !Opening.Contains(text[place - 1], StringComparison.Ordinal));
            if (breaks && !char.IsLowSurrogate(text[place]))
            {
                yield return text[from..place];
                from = place;
            }
        }

        yield return text[from..];
    }

    // A hash or an address is broken where the line ends.
    private static IEnumerable<string> Fitting(string piece, float width, Func<string, float> measure)
    {
        while (piece.Length > 1 && measure(piece.TrimEnd()) > width)
        {
            var most = 1;
            while (most < piece.Length && measure(piece[..(most + 1)]) <= width)
            {
                most++;
            }

            most -= most > 1 && char.IsHighSurrogate(piece[most - 1]) ? 1 : 0;
            yield return piece[..most];
            piece = piece[most..];
        }

        yield return piece;
    }

    private static bool IsWide(char c) => c >= '\u2e80';
}
