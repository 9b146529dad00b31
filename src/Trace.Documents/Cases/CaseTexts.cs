using System.Text.Json;

namespace Trace.Documents.Cases;

/// <summary>The words of a case file, in one language.</summary>
internal sealed class CaseTexts
{
    private static readonly Dictionary<string, CaseTexts> s_byLanguage = new[] { "zh", "en" }.ToDictionary(language => language, language => new CaseTexts(language));

    private readonly Dictionary<string, string> _texts;

    private CaseTexts(string language)
    {
        using var file = typeof(CaseTexts).Assembly.GetManifestResourceStream($"case.{language}.json")!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
    }

    public string this[string name] => _texts[name];

    public static CaseTexts Of(string language) => s_byLanguage[language];

    /// <summary>A text with what stands in braces filled in.</summary>
    public string Say(string name, params (string Name, object Value)[] values) =>
        values.Aggregate(_texts[name], (text, value) => text.Replace($"{{{value.Name}}}", Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
