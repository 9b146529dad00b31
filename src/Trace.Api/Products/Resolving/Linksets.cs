using System.Text.Json.Nodes;
using Trace.Api.Pages;

namespace Trace.Api.Products.Resolving;

/// <summary>What there is at one level: an item, its lot, or its product.</summary>
/// <param name="Path">Its address without the host.</param>
/// <param name="NameOf">What it is, by language.</param>
public sealed record LinkContext(string Path, Func<string, string> NameOf);

/// <summary>
/// The links of a GS1-Conformant Resolver 1.2 as <c>application/linkset+json</c> (RFC 9264, section 4.2): of an item its own first, then its lot's
/// and its product's, each under an anchor of its own.
/// </summary>
public static class Linksets
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/linkset+json";

    /// <summary>What turns the answer into JSON-LD.</summary>
    public const string ContextLink = "<https://ref.gs1.org/standards/resolver/linkset-context>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

    // What is read by programs, in whatever language its reader speaks.
    private static readonly string[] s_data = ["application/json", "application/protobuf"];

    /// <summary>The links.</summary>
    /// <param name="origin">Scheme and host of this service.</param>
    /// <param name="contexts">The finest first.</param>
    public static JsonObject Of(string origin, IEnumerable<LinkContext> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        return new JsonObject { ["linkset"] = new JsonArray([.. contexts.Select(context => (JsonNode)Of(origin, context))]) };
    }

    /// <summary>The header that tells of the linkset, on whatever else is answered.</summary>
    /// <param name="path">Of the page.</param>
    public static string HeaderOf(string path) => $"<{path}?linkType=linkset>; rel=\"linkset\"; type=\"{MediaType}\"";

    private static JsonObject Of(string origin, LinkContext context)
    {
        var address = origin + context.Path;
        var links = new JsonObject { ["anchor"] = address, ["description"] = context.NameOf(PageLanguage.All[0]) };
        foreach (var type in LinkType.All)
        {
            links[type.Uri] = type.Name == "defaultLink"
                ? new JsonArray(Target(address, context, type.Name, PageLanguage.All, "text/html"))
                : new JsonArray([.. PageLanguage.All.Select(language => (JsonNode)Target($"{address}?lang={language}{(type.Fragment.Length > 0 ? $"#{type.Fragment}" : "")}", context, type.Name, [language], "text/html")), .. DataOf(address, context, type)]);
        }

        links[LinkType.Vocabulary + "defaultLinkMulti"] = new JsonArray([.. PageLanguage.All.Select(language => (JsonNode)Target($"{address}?lang={language}", context, "defaultLink", [language], "text/html"))]);
        return links;
    }

    private static IEnumerable<JsonNode> DataOf(string address, LinkContext context, LinkType type) => type.Name == "traceability"
        ? s_data.Select(media => (JsonNode)Target(address, context, "traceability.data", PageLanguage.All, media))
        : [];

    // RFC 9264 has a title* for what has a title in each language; GS1's schema takes no member but its own.
    private static JsonObject Target(string href, LinkContext context, string title, IReadOnlyList<string> languages, string media) => new()
    {
        ["href"] = href,
        ["title"] = string.Join(" / ", languages.Select(language => TitleOf(title, context, language))),
        ["type"] = media,
        ["hreflang"] = new JsonArray([.. languages.Select(language => (JsonNode)language)]),
    };

    private static string TitleOf(string title, LinkContext context, string language) => $"{PageTexts.Of(language)[$"link.{title}"]} · {context.NameOf(language)}";
}
