using System.Text.Json;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>The texts of a page in one language, from the resource files of web/ that its script reads too.</summary>
public sealed class PageTexts
{
    private readonly Dictionary<string, string> _texts;

    private PageTexts(string language, Dictionary<string, string> texts)
    {
        Language = language;
        _texts = texts;
    }

    /// <summary>The tag of the language, such as <c>zh</c>.</summary>
    public string Language { get; }

    /// <summary>A text; a name without one is a defect.</summary>
    /// <param name="name">In the resource file.</param>
    public string this[string name] => _texts[name];

    /// <summary>A text with a value where its one place in braces is.</summary>
    /// <param name="name">In the resource file.</param>
    /// <param name="place">What stands in braces.</param>
    /// <param name="value">Goes there.</param>
    public string With(string name, string place, string value) => _texts[name].Replace($"{{{place}}}", value, StringComparison.Ordinal);

    /// <summary>Reads a page's texts in all languages, by their tags.</summary>
    /// <param name="page">Its name, such as <c>front</c>.</param>
    public static IReadOnlyDictionary<string, PageTexts> Load(string page) => PageLanguage.All.ToDictionary(
        language => language,
        language => new PageTexts(language, JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"{page}.{language}.json"))!));
}
