using System.Globalization;
using System.Text;
using Trace.Tool;

namespace Trace.LabelPrinter.Items;

/// <summary>Orders of item labels from a CSV file (RFC 4180): UTF-8, or GB 18030 where it is no UTF-8.</summary>
internal static class CsvOrders
{
    private const int MaxBytes = 16 * 1024 * 1024;

    private static readonly string[] s_fields = ["gtin", "count", "lot", "name-zh", "name-en"];

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which column is what; null where the headers are the fields' own names.</param>
    /// <exception cref="UsageException">A column is missing, or a row is wrong; the message names its line.</exception>
    public static IEnumerable<ItemOrder> Read(string path, string? mapping)
    {
        var rows = Rows(Text(Files.Read(path, MaxBytes))).ToList();
        if (rows is not [var header, _, ..])
        {
            throw new UsageException($"--csv \"{path}\": must have a line of headers and a row at least");
        }

        var places = Places(header.Cells, mapping);
        var total = 0L;
        foreach (var (cells, line) in rows.Skip(1).Where(row => row.Cells.Any(cell => cell.Length > 0)))
        {
            string Cell(string field) => places.TryGetValue(field, out var place) && place < cells.Count ? cells[place].Trim() : "";
            ItemOrder order;
            try
            {
                var said = Cell("count");
                var count = said.Length == 0 ? 1 : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new UsageException($"count \"{said}\": must be a whole number");
                order = ItemsCommand.Order(Cell("gtin"), Cell("name-zh"), Cell("name-en"), Cell("lot"), count);
            }
            catch (UsageException problem)
            {
                throw new UsageException($"--csv \"{path}\", line {line}: {problem.Message}");
            }

            total += order.Count;
            yield return total <= ItemOrder.MostLabels ? order : throw new UsageException(FormattableString.Invariant($"--csv \"{path}\", line {line}: more than {ItemOrder.MostLabels:N0} labels in all"));
        }
    }

    private static Dictionary<string, int> Places(IReadOnlyList<string> headers, string? mapping)
    {
        var names = s_fields.ToDictionary(field => field, field => field);
        foreach (var pair in (mapping ?? "").Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            names[pair.Split('=', 2, StringSplitOptions.TrimEntries) is [var field, { Length: > 0 }] && s_fields.Contains(field)
                ? field
                : throw new UsageException($"--columns \"{pair}\": must be a field and a header, such as gtin=商品条码; fields are {string.Join(", ", s_fields)}")] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        }

        var places = new Dictionary<string, int>();
        foreach (var (field, name) in names)
        {
            List<int> found = [.. headers.Select((header, place) => (header, place)).Where(one => one.header.Trim() == name).Select(one => one.place)];
            if (found.Count > 1 || (found.Count == 0 && (field == "gtin" || name != field)))
            {
                throw new UsageException($"--csv: column \"{name}\" for {field} {(found.Count == 0 ? "is missing" : "is there twice")}; the headers are {string.Join(", ", headers)}");
            }

            if (found.Count == 1)
            {
                places[field] = found[0];
            }
        }

        return places;
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(bytes);
        }
    }

    private static IEnumerable<(List<string> Cells, int Line)> Rows(string text)
    {
        var (cells, cell, quoted, line, began) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var place = 0; place <= text.Length; place++)
        {
            var c = place < text.Length ? text[place] : '\n';
            line += c == '\n' ? 1 : 0;
            if (quoted && place < text.Length)
            {
                quoted = c != '"';
                if (quoted)
                {
                    cell.Append(c);
                }
                else if (place + 1 < text.Length && text[place + 1] == '"')
                {
                    cell.Append('"');
                    (quoted, place) = (true, place + 1);
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '\n')
            {
                cells.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (cells is not [""])
                {
                    yield return (cells, began);
                }

                (cells, began) = ([], line);
            }
            else
            {
                cell.Append(c);
            }
        }
    }
}
