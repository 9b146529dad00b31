using Trace.Agent.Lines;

namespace Trace.Relay.Tables;

/// <summary>What a provider's code means.</summary>
/// <param name="Provider">快递100, 快递鸟 or 微信.</param>
/// <param name="Code">Its code.</param>
/// <param name="Words">What it calls it.</param>
/// <param name="Event">What happened; null where nothing did that the ledger would know.</param>
public sealed record StateRow(string Provider, string Code, string Words, EventRow? Event);

/// <summary>The tables of docs/relay.md, which is built in: what providers' states mean, and how they call couriers.</summary>
public static class StateTable
{
    /// <summary>The word for a state of which the ledger would know nothing.</summary>
    public const string Nothing = "nothing";

    private static readonly Dictionary<(string Provider, string Code), StateRow> s_byCode;
    private static readonly Dictionary<(string Provider, string Code), string> s_couriers;

    static StateTable()
    {
        using var stream = typeof(StateTable).Assembly.GetManifestResourceStream("relay.md")!;
        using var reader = new StreamReader(stream);
        var document = reader.ReadToEnd();
        All = [.. MarkdownTable.Read(document, "provider", "code", "its words", "event", "how").Select(RowOf)];
        s_byCode = All.ToDictionary(row => (row.Provider, row.Code));
        s_couriers = MarkdownTable.Read(document, "provider", "its code", "courier").ToDictionary(row => (row[0], row[1].ToUpperInvariant()), row => row[2]);
    }

    /// <summary>All rows of states.</summary>
    public static IReadOnlyList<StateRow> All { get; }

    /// <summary>The row of the first of some codes, from the finest to the coarsest, that is known; null where none is.</summary>
    public static StateRow? Find(string provider, IEnumerable<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return codes.Select(code => s_byCode.GetValueOrDefault((provider, code))).FirstOrDefault(row => row is not null);
    }

    /// <summary>快递100's code of a courier, as a provider calls it; null where that is not known.</summary>
    public static string? Courier(string provider, string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return provider == Providers.Provider.Kuaidi100 ? Domain.Barcodes.Carriers.CarrierTable.Find(code)?.Code ?? (IsCode(code) ? code : null)
            : s_couriers.GetValueOrDefault((provider, code.ToUpperInvariant()));
    }

    // 快递100 knows more couriers than we do, and its codes are the ledger's.
    private static bool IsCode(string code) => code.Length is > 0 and <= 20 && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static StateRow RowOf(string[] cells)
    {
        if (cells[3] == Nothing)
        {
            return new StateRow(cells[0], cells[1], cells[2], null);
        }

        var (row, field, rule) = EventTable.Find(cells[3], cells[4]);
        return row is null ? throw new FormatException($"docs/relay.md, {cells[0]} {cells[1]}: {field} must be {rule}") : new StateRow(cells[0], cells[1], cells[2], row);
    }
}
