using System.Text.RegularExpressions;

namespace Trace.LabelPrinter.Layouts;

/// <summary>The values of one label by name, and how they get into a layout.</summary>
internal sealed partial class Values(string name, IReadOnlyDictionary<string, string> values)
{
    private static readonly Dictionary<LabelType, string[]> s_names = new()
    {
        [LabelType.Item] = ["link", "gtin", "name.zh", "name.en", "lot", "serial", "serial.grouped", "sample"],
        [LabelType.Parcel] = ["sscc", "sscc.grouped", "sender", "note", "sample"],
        [LabelType.Insert] = ["link", "code", "code.grouped", "visible", "name.zh", "name.en", "sample"],
    };

    /// <summary>What names the label; see <see cref="Label.Name"/>.</summary>
    public string Name => name;

    public string? this[string key] => values.GetValueOrDefault(key);

    /// <summary>The names that a type of label has.</summary>
    public static IReadOnlyList<string> NamesOf(LabelType type) => s_names[type];

    /// <summary>The names in a text that its type of label does not have.</summary>
    public static IEnumerable<string> UnknownIn(LabelType type, string text) =>
        Hole().Matches(text).Select(hole => hole.Groups[1].Value).Where(key => !s_names[type].Contains(key));

    /// <summary>The label; what would show a value that this one does not have is left out.</summary>
    public Label Fill(Layout layout) => new(name, layout.Width, layout.Height, [.. layout.Elements.Select(Filled).OfType<Element>()]);

    private Element? Filled(Element element) => element switch
    {
        TextElement text => Filled(text.Text) is { } filled ? text with { Text = filled } : null,
        SymbolElement symbol => Filled(symbol.Data) is { } filled ? symbol with { Data = filled } : null,
        _ => element,
    };

    private string? Filled(string text) => Hole().Matches(text).Any(hole => string.IsNullOrEmpty(this[hole.Groups[1].Value]))
        ? null
        : Hole().Replace(text, hole => this[hole.Groups[1].Value]!);

    [GeneratedRegex(@"\{([a-z.]{1,20})\}")]
    private static partial Regex Hole();
}
