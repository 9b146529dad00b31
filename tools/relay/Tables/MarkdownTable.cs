namespace Trace.Relay.Tables;

/// <summary>Reads a table out of a document: the document is the table's one place.</summary>
internal static class MarkdownTable
{
    /// <summary>The rows of the first table whose head has these columns, each cell without the blanks around it.</summary>
    /// <exception cref="FormatException">There is none, or a row has another number of cells.</exception>
    public static IReadOnlyList<string[]> Read(string document, params string[] head)
    {
        var lines = document.Split('\n').Select(line => line.Trim()).ToList();
        var at = lines.FindIndex(line => line.StartsWith('|') && Cells(line).SequenceEqual(head));
        if (at < 0)
        {
            throw new FormatException($"the document has no table with the columns {string.Join(", ", head)}");
        }

        var rows = lines.Skip(at + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells).ToList();
        return rows.Find(row => row.Length != head.Length) is { } odd
            ? throw new FormatException($"a row of the table {string.Join(", ", head)} has {odd.Length} cells: {string.Join(" | ", odd)}")
            : rows;
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
}
