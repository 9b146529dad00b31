using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>The texts of pages in one language, from the resource files of web/ that their scripts read too.</summary>
public sealed partial class PageTexts
{
    private static readonly Dictionary<string, PageTexts> s_product = Load("product");
    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(string page, string language)
    {
        Language = language;
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"{page}.{language}.json"))!.ToFrozenDictionary();
    }

    /// <summary>The language's tag among <see cref="PageLanguage.All"/>.</summary>
    public string Language { get; }

    /// <summary>Whether it is Chinese.</summary>
    public bool IsChinese => Language == "zh";

    /// <summary>What <c>lang</c> of the page says.</summary>
    public string Tag => IsChinese ? "zh-CN" : "en";

    /// <summary>The names of all texts.</summary>
    public IEnumerable<string> Names => _texts.Keys;

    /// <summary>A text; its name where there is none, which a test rules out.</summary>
    public string this[string name] => _texts.GetValueOrDefault(name, name);

    /// <summary>The product pages' texts in a language.</summary>
    /// <param name="language">One of <see cref="PageLanguage.All"/>.</param>
    public static PageTexts Of(string language) => s_product[language];

    /// <summary>A page's texts, by language.</summary>
    /// <param name="page">Its name in web/, such as <c>front</c>.</param>
    public static Dictionary<string, PageTexts> Load(string page) => PageLanguage.All.ToDictionary(language => language, language => new PageTexts(page, language));

    /// <summary>Whether there is a text of this name.</summary>
    public bool Has(string name) => _texts.ContainsKey(name);

    /// <summary>A text with what stands in braces filled in.</summary>
    /// <param name="name">Of the text.</param>
    /// <param name="values">Name and value of each brace.</param>
    public string Say(string name, params (string Name, object Value)[] values) => Brace().Replace(this[name], brace =>
    {
        var found = Array.Find(values, value => value.Name == brace.Groups[1].Value);
        return found.Name is null ? brace.Value : Convert.ToString(found.Value, System.Globalization.CultureInfo.InvariantCulture)!;
    });

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Brace();
}
