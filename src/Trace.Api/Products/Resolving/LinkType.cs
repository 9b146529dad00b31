namespace Trace.Api.Products.Resolving;

/// <summary>What a resolver links to, by the GS1 Web Vocabulary, and where on a page that is.</summary>
/// <param name="Name">Its name in the vocabulary, such as <c>traceability</c>.</param>
/// <param name="Fragment">The part of the page; empty for its beginning.</param>
public sealed record LinkType(string Name, string Fragment)
{
    /// <summary>The vocabulary that names are written out with.</summary>
    public const string Vocabulary = "https://ref.gs1.org/voc/";

    // Equal by the vocabulary itself.
    private static readonly string[] s_prefixes = [Vocabulary, "https://gs1.org/voc/", "https://www.gs1.org/voc/", "gs1:"];

    /// <summary>What there is for goods and parties, the default first.</summary>
    public static IReadOnlyList<LinkType> All { get; } =
    [
        new("defaultLink", ""),
        new("pip", ""),
        new("traceability", "journey"),
        new("recallStatus", "safety"),
        new("certificationInfo", "answers"),
        new("review", "reviews"),
    ];

    /// <summary>The name written out.</summary>
    public string Uri => Vocabulary + Name;

    /// <summary>The type that a request asks for; null where there is none here.</summary>
    /// <param name="asked">As a compact or a whole name.</param>
    public static LinkType? Find(string asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var prefix = Array.Find(s_prefixes, prefix => asked.StartsWith(prefix, StringComparison.Ordinal));
        return prefix is null ? null : All.FirstOrDefault(type => type.Name == asked[prefix.Length..]);
    }
}
