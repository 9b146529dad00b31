using Trace.Import.Dispatch;
using Trace.Tool;

namespace Trace.LabelPrinter.Items;

/// <summary>Orders of item labels from a file, by the reader of <c>./trace import dispatch</c> and the dispatch page: the same CSV, TSV and XLSX files.</summary>
internal static class CsvOrders
{
    private const int MostTold = 5;

    private static readonly string[] s_fields = ["gtin", "count", "lot", "name-zh", "name-en"];

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which column is what, where the headers are not the usual ones; null for none.</param>
    /// <returns>What was understood, and of each other row why not: as of an export, whose other rows are printed all the same.</returns>
    /// <exception cref="UsageException">A column is missing, or no row is understood.</exception>
    public static (List<ItemOrder> Orders, List<string> Problems) Read(string path, string? columns)
    {
        using var script = new DispatchScript();
        LabelReading reading;
        try
        {
            reading = script.ReadLabels(Files.Read(path, DispatchScript.MaxBytes), Mapping(columns));
        }
        catch (FormatException problem)
        {
            throw new UsageException($"--csv \"{path}\": {problem.Message}");
        }

        List<string> problems = [.. reading.Problems.Select(problem => $"row {problem.Row}: {problem.Message.En}")];
        if (reading.Orders.Count == 0)
        {
            throw new UsageException($"--csv \"{path}\": {(problems.Count == 0 ? "has no row below its headers" : string.Join("; ", problems.Take(MostTold)))}");
        }

        return reading.Orders.Sum(order => order.Count) <= ItemOrder.MostLabels
            ? ([.. reading.Orders.Select(order => Order(path, order))], problems)
            : throw new UsageException(FormattableString.Invariant($"--csv \"{path}\": more than {ItemOrder.MostLabels:N0} labels in all"));
    }

    private static ItemOrder Order(string path, LabelOrder order)
    {
        try
        {
            return ItemsCommand.Order(order.Gtin, order.NameZh, order.NameEn, order.Lot, (int)order.Count);
        }
        catch (UsageException problem)
        {
            throw new UsageException($"--csv \"{path}\": row {order.Row}: {problem.Message}");
        }
    }

    private static Dictionary<string, string> Mapping(string? columns) => (columns ?? "").Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries) is [var field, { Length: > 0 } header] && s_fields.Contains(field)
            ? (field, header)
            : throw new UsageException($"--columns \"{pair}\": must be a field and a header, such as gtin=商品条码; fields are {string.Join(", ", s_fields)}"))
        .ToDictionary(one => one.field, one => one.header);
}
