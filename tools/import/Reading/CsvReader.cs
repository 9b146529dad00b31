using System.Text;

namespace Trace.Import.Reading;

/// <summary>One record of a CSV file, by the names of its header.</summary>
internal sealed class CsvRow(string file, int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> values)
{
    public string File => file;

    /// <summary>Where the record begins, from 1.</summary>
    public int Line => line;

    /// <summary>The value of a column without blanks around it; empty where the value or the column is absent.</summary>
    public string Optional(string column) => columns.TryGetValue(column, out int at) ? values[at].Trim() : "";

    public string Required(string column) =>
        Optional(column) is { Length: > 0 } value ? value : throw Problem(column, "must have a value, is empty");

    public ImportFormatException Problem(string column, string what) => new(file, line, column, what);

    /// <summary>All values, for telling rows apart that have no name.</summary>
    public string Whole => string.Join('\u001F', columns.Keys.Order(StringComparer.Ordinal).Select(Optional));

    public bool SameAs(CsvRow other) => columns.All(column => Optional(column.Key) == other.Optional(column.Key));
}

/// <summary>Reads CSV as RFC 4180 has it, record by record: quoted fields, doubled quotes, line ends inside quotes, LF or CRLF; a header gives the names.</summary>
internal static class CsvReader
{
    /// <summary>The records of a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="columns">Columns that the header must have.</param>
    public static IEnumerable<CsvRow> Read(TextReader text, string file, params IReadOnlyList<string> columns)
    {
        int line = 1;
        if (Record(text, file, ref line) is not { } header)
        {
            throw new ImportFormatException(file, 1, "header", "must name the columns, the file is empty");
        }

        var names = Names(header, file);
        if (columns.FirstOrDefault(column => !names.ContainsKey(column)) is { } missing)
        {
            throw new ImportFormatException(file, 1, missing, "the header must have this column");
        }

        while (true)
        {
            int begin = line;
            if (Record(text, file, ref line) is not { } values)
            {
                yield break;
            }

            if (values is [""])
            {
                continue;
            }

            if (values.Count != header.Count)
            {
                throw new ImportFormatException(file, begin, "record", $"must have {header.Count} fields as the header, has {values.Count}");
            }

            yield return new CsvRow(file, begin, names, values);
        }
    }

    private static Dictionary<string, int> Names(List<string> header, string file)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < header.Count; i++)
        {
            if (!names.TryAdd(header[i].Trim(), i))
            {
                throw new ImportFormatException(file, 1, header[i], "the header names this column twice");
            }
        }

        return names;
    }

    private static List<string>? Record(TextReader text, string file, ref int line)
    {
        if (text.Peek() < 0)
        {
            return null;
        }

        var values = new List<string>();
        var value = new StringBuilder();
        int begin = line;
        while (true)
        {
            bool quoted = text.Peek() == '"';
            if (quoted)
            {
                text.Read();
                ReadQuoted(text, file, begin, values.Count + 1, value, ref line);
            }

            int c = text.Read();
            while (c is not (',' or '\n' or '\r' or < 0))
            {
                if (quoted || c == '"')
                {
                    throw new ImportFormatException(file, begin, $"field {values.Count + 1}", "a quote stands around a whole field, and doubled inside it");
                }

                value.Append((char)c);
                c = text.Read();
            }

            values.Add(value.ToString());
            value.Clear();
            if (c == ',')
            {
                continue;
            }

            if (c == '\r' && text.Peek() == '\n')
            {
                text.Read();
            }

            line++;
            return values;
        }
    }

    private static void ReadQuoted(TextReader text, string file, int begin, int field, StringBuilder value, ref int line)
    {
        while (true)
        {
            int c = text.Read();
            switch (c)
            {
                case < 0:
                    throw new ImportFormatException(file, begin, $"field {field}", "the quote is never closed");
                case '"' when text.Peek() == '"':
                    text.Read();
                    break;
                case '"':
                    return;
                case '\n':
                    line++;
                    break;
            }

            value.Append((char)c);
        }
    }
}
