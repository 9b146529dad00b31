using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Trace.Tool.Output;

/// <summary>
/// Writes for people. Texts that parties, servers and files brought never reach the terminal as they are: what a terminal would obey is
/// replaced, and what Spectre would take for markup is escaped.
/// </summary>
internal static class Printed
{
    // Tables and lines that go into a file or a pipe are not wrapped.
    private const int WidthOfFiles = 4096;

    /// <summary>Standard output. Colours only on a terminal; Spectre honours NO_COLOR by itself.</summary>
    public static IAnsiConsole Console { get; } = Open();

    /// <summary>A text without what moves a cursor, rings, hides or reverses: control, format, separator and unassigned characters become U+FFFD.</summary>
    public static string Safe(string? text)
    {
        var safe = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var hides = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            safe.Append(hides ? "\uFFFD" : rune.ToString());
        }

        return safe.ToString();
    }

    /// <summary>One line; its holes are made safe, its own text is Spectre's markup.</summary>
    public static void Line(FormattableString line) => Console.MarkupLine(MarkupOf(line));

    /// <summary>A cell of a table.</summary>
    public static Markup Cell(string? text, string style = "") =>
        new(style.Length == 0 ? Markup.Escape(Safe(text)) : $"[{style}]{Markup.Escape(Safe(text))}[/]");

    /// <summary>A table without lines between its rows.</summary>
    public static Table Table(params string[] columns) => new Table { Border = TableBorder.Simple }.AddColumns(columns);

    private static string MarkupOf(FormattableString line) => string.Format(
        CultureInfo.InvariantCulture, line.Format, [.. line.GetArguments().Select(Harmless)]);

    // A number is none, and keeps the form that its hole asks for.
    private static object Harmless(object? hole) =>
        hole is int or long or ulong or double ? hole : Markup.Escape(Safe(Convert.ToString(hole, CultureInfo.InvariantCulture)));

    private static IAnsiConsole Open()
    {
        var console = AnsiConsole.Console;
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
