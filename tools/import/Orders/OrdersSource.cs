using System.Text.Json;
using Trace.Domain.Barcodes;
using Trace.Import.Reading;

namespace Trace.Import.Orders;

/// <summary>A statement as a JSON file has it.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Label">Its name, each once.</param>
/// <param name="Json">The object.</param>
internal sealed record OrdersRow(string File, string Label, JsonElement Json)
{
    public ImportFormatException Problem(string field, string what) => new(File, Label, field, what);

    public string Text(string name) => Json.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Problem(name, "must be a text")
        : "";
}

/// <summary>Something worth looking at: a subject, and what is to be seen there.</summary>
/// <param name="Subject">The subject key.</param>
/// <param name="What">In a few words.</param>
/// <param name="First">Whether to begin with it.</param>
public sealed record Sight(string Subject, string What, bool First)
{
    private const char Star = '*';

    /// <summary>Reads <c>look</c> of a row: what is to be seen; a star before it puts it first.</summary>
    internal static Sight Of(string subject, string look) => new(subject, look.TrimStart(Star), look.StartsWith(Star));
}

/// <summary>
/// A folder of orders that a person can edit: <c>parties.json</c> and other JSON files with names and single statements, <c>orders.csv</c> with
/// an order a line, <c>documents/</c> with what statements refer to.
/// </summary>
public sealed class OrdersSource
{
    private const string Marker = "parties.json";

    private OrdersSource(string folder, Dictionary<string, string> names, List<OrdersRow> statements, List<CsvRow> orders)
    {
        Folder = folder;
        Names = names;
        Statements = statements;
        Orders = orders;
    }

    internal string Folder { get; }

    /// <summary>Short names of parties and goods, by which the files call them.</summary>
    internal IReadOnlyDictionary<string, string> Names { get; }

    internal IReadOnlyList<OrdersRow> Statements { get; }

    internal IReadOnlyList<CsvRow> Orders { get; }

    /// <summary>The years, in UTC+8, whose waybill keys the orders need.</summary>
    public IReadOnlyList<int> WaybillYears => [.. Orders.Where(row => OrdersParcels.IsWaybill(row.Optional("parcel")))
        .Select(row => OrdersParcels.YearOf(row, 0)).OfType<int>().Distinct().Order()];

    /// <summary>Whether a folder holds orders of this form.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Marker));

    /// <summary>Reads all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileNotFoundException">There is no <c>orders.csv</c>.</exception>
    /// <exception cref="ImportFormatException">A file breaks its form.</exception>
    public static OrdersSource Read(string folder)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var statements = new List<OrdersRow>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            ReadJson(path, names, statements);
        }

        var orders = Path.Combine(folder, "orders.csv");
        if (!File.Exists(orders))
        {
            throw new FileNotFoundException($"\"{folder}\" holds no orders.csv", orders);
        }

        using var text = new StreamReader(orders);
        return new OrdersSource(folder, names, statements, [.. CsvReader.Read(text, "orders.csv", "order", "grain", "goods", "seller", "ordered")]);
    }

    private static void ReadJson(string path, Dictionary<string, string> names, List<OrdersRow> statements)
    {
        var file = Path.GetFileName(path);
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement;
        }
        catch (JsonException broken)
        {
            throw new ImportFormatException(file, (int)(broken.LineNumber ?? 0) + 1, "JSON", broken.Message);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ImportFormatException(file, 1, "JSON", "must be an object with \"names\" and \"statements\"");
        }

        if (root.TryGetProperty("names", out var named))
        {
            foreach (var name in named.EnumerateObject())
            {
                names[name.Name] = name.Value.GetString() is { } subject && SubjectKey.TryParse(subject, out _, out _)
                    ? subject
                    : throw new ImportFormatException(file, "names", name.Name, $"{name.Value} must be a subject key");
            }
        }

        if (root.TryGetProperty("statements", out var said))
        {
            statements.AddRange(said.EnumerateArray().Select((json, number) =>
                json.ValueKind == JsonValueKind.Object && json.TryGetProperty("label", out var label) && label.GetString() is { Length: > 0 } text
                    ? new OrdersRow(file, text, json)
                    : throw new ImportFormatException(file, $"statement {number + 1}", "label", "a statement has a label")));
        }
    }
}
