using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Api.Products.Model;

/// <summary>Every entry that the page rests on, for those who want it.</summary>
internal static class RecordPart
{
    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithIndentation());

    public static IReadOnlyList<RecordRow> Of(Telling telling)
    {
        var said = telling.All.ToDictionary(one => one.Entry.Position);
        var entries = telling.All.SelectMany(one => one.Relays.Prepend(one.Entry))
            .Concat(telling.All.Select(one => one.Correction).OfType<RecordedEntry>())
            .Concat(telling.Flags.SelectMany(flag => flag.With.Prepend(flag.On)))
            .Concat(telling.Read.Made.Values.SelectMany(made => made).Where(entry => entry.Statement.Message.Transformation is not null))
            .DistinctBy(entry => entry.Position)
            .OrderBy(entry => entry.Position);
        return [.. entries.Select(entry => RowOf(telling, entry, said.GetValueOrDefault(entry.Position)))];
    }

    /// <summary>One entry.</summary>
    public static RecordRow RowOf(Telling telling, RecordedEntry entry, Said? said) => new(
        entry.Position,
        entry.IsOfPredecessor,
        telling.Words.Kind(entry.Statement.Kind),
        telling.Who(entry),
        telling.When(entry),
        telling.Time(entry.RecordedAt, Telling.Path(entry, "recordedAt")),
        entry.Statement.Message.Subject,
        entry.Version,
        entry.Statement.Key.ToString(),
        entry.Statement.Identity.ToString(),
        entry.LeafHash.ToString(),
        s_json.Format(entry.Statement.Message),
        said?.State.ToString() ?? nameof(SaidState.Stands),
        said is null ? null : telling.Correction(said))
    {
        Marks = telling.MarksOf(entry),
    };
}
