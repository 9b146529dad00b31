using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>
/// A page as it is before its script runs: HTML of web/ with <c>{{name}}</c> where a text of the reader's language goes, from the same resource files
/// that the script reads.
/// </summary>
internal sealed partial class PageShell
{
    private readonly Dictionary<string, string> _byLanguage = [];

    private readonly bool _ownMachine;

    private PageShell(string name, bool ownMachine)
    {
        _ownMachine = ownMachine;
        var html = WebFiles.ReadText($"{name}.html");
        foreach (var language in PageLanguage.All)
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"{name}.{language}.json"))!;
            texts["language"] = language;
            // What is not of the resources is the request's, and filled in later.
            _byLanguage[language] = Place().Replace(html, place => texts.TryGetValue(place.Groups[1].Value, out var text) ? HtmlEncoder.Default.Encode(text) : place.Value);
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="name">Of the page, such as <c>dispatch</c>.</param>
    /// <param name="ownMachine">Whether it may speak with programs on the reader's own machine.</param>
    public static PageShell Load(string name, bool ownMachine = false) => new(name, ownMachine);

    /// <summary>Answers with the page in the reader's language.</summary>
    /// <param name="context">The request.</param>
    /// <param name="values">What goes in where no text of the resources does.</param>
    public async Task AnswerAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        var html = Place().Replace(_byLanguage[PageLanguage.Of(context.Request)], place => HtmlEncoder.Default.Encode(values[place.Groups[1].Value]));
        var response = context.Response;
        PageHeaders.Set(response, _ownMachine);
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Language";
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }

    [GeneratedRegex(@"\{\{([a-zA-Z.]+)\}\}")]
    private static partial Regex Place();
}
