using Microsoft.Net.Http.Headers;

namespace Trace.Api.Products;

/// <summary>In which form an address is answered.</summary>
internal enum Form
{
    /// <summary>A page.</summary>
    Html,

    /// <summary>The links of a resolver (RFC 9264, section 4.2).</summary>
    Linkset,

    /// <summary>The histories, in the canonical JSON of protobuf.</summary>
    Json,

    /// <summary>The histories, in protobuf's own encoding.</summary>
    Protobuf,
}

/// <summary>Which form a caller gets by what it accepts (RFC 9110, section 12.5.1). Whoever looks like a browser gets the page, always.</summary>
internal static class Negotiation
{
    private static readonly (string Type, Form Form)[] s_offers =
    [
        ("text/html", Form.Html), ("application/xhtml+xml", Form.Html), ("application/linkset+json", Form.Linkset), ("application/json", Form.Json),
        ("application/protobuf", Form.Protobuf), ("application/x-protobuf", Form.Protobuf),
    ];

    /// <summary>The form of an answer.</summary>
    /// <param name="request">The request.</param>
    public static Form Of(HttpRequest request)
    {
        // A browser that opens a page says so, whatever else it takes.
        if (request.Headers["Sec-Fetch-Dest"] == "document" || request.Headers["Sec-Fetch-Mode"] == "navigate")
        {
            return Form.Html;
        }

        var accepted = request.GetTypedHeaders().Accept;
        var (best, quality) = (Form.Html, 0.0);
        foreach (var (type, form) in s_offers)
        {
            // What is named in full counts more than what a star lets in, and a page more than the rest.
            if (QualityOf(accepted, type) is var of && of > quality)
            {
                (best, quality) = (form, of);
            }
        }

        return best;
    }

    private static double QualityOf(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var named = accepted.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count > 0 ? named.Max(one => one.Quality ?? 1) : 0;
    }
}
