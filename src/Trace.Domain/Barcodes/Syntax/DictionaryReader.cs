using System.Globalization;

namespace Trace.Domain.Barcodes.Syntax;

/// <summary>Reads the text of the syntax dictionary: a line an identifier or a range of them, as its own head describes.</summary>
internal static class DictionaryReader
{
    public static IEnumerable<ApplicationIdentifier> Read(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').SelectMany(ReadLine);

    private static IEnumerable<ApplicationIdentifier> ReadLine(string line)
    {
        int mark = line.IndexOf('#', StringComparison.Ordinal);
        string title = mark < 0 ? "" : line[(mark + 1)..].Trim();
        string[] words = (mark < 0 ? line : line[..mark]).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // Flags are signs; a component begins with a letter or a bracket.
        string flags = !char.IsAsciiLetterUpper(words[1][0]) && words[1][0] != '[' ? words[1] : "";
        var rest = words.Skip(flags.Length > 0 ? 2 : 1).ToList();
        var components = rest.TakeWhile(word => char.IsAsciiLetterUpper(word[0]) || word[0] == '[').Select(Component.Parse).ToList();
        var attributes = rest.Skip(components.Count).Select(word => word.Split('=', 2)).ToList();

        var requires = attributes.Where(attribute => attribute[0] == "req").Select(attribute => Groups(attribute[1], ',', '+')).ToList();
        var excludes = attributes.Where(attribute => attribute[0] == "ex").SelectMany(attribute => attribute[1].Split(',')).ToList();
        var keys = attributes.Where(attribute => attribute[0] == "dlpkey").ToList();
        var qualifiers = keys.Count == 0 ? null : keys.SelectMany(key => key.Length > 1 ? Groups(key[1], '|', ',') : [[]]).ToList();

        return Codes(words[0]).Select(code => new ApplicationIdentifier(
            code, flags.Contains('*', StringComparison.Ordinal), flags.Contains('?', StringComparison.Ordinal), components, requires, excludes, qualifiers, title));
    }

    private static List<IReadOnlyList<string>> Groups(string text, char between, char within) =>
        [.. text.Split(between).Select(group => (IReadOnlyList<string>)group.Split(within))];

    private static IEnumerable<string> Codes(string text)
    {
        string[] ends = text.Split('-');
        int first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
        int last = int.Parse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture);
        return Enumerable.Range(first, last - first + 1).Select(code => code.ToString($"D{ends[0].Length}", CultureInfo.InvariantCulture));
    }
}
