using Microsoft.AspNetCore.Http.Features;

namespace Trace.Api.Http;

/// <summary>
/// The request target as it was sent. A subject key holds escapes and slashes that routing decodes or folds, so it is cut out of this (wire
/// format, section 7).
/// </summary>
internal static class RawTarget
{
    /// <summary>What follows a prefix in the path; null where the path as sent does not begin with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="prefix">Such as <c>/v1/histories/</c>.</param>
    public static string? After(HttpContext context, string prefix)
    {
        var path = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;
    }

    // RFC 9112, section 3.2: /path?query, or a whole address, as clients send it to proxies.
    private static string PathOf(string target)
    {
        if (!target.StartsWith('/'))
        {
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var slash = authority < 0 ? -1 : target.IndexOf('/', authority + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }
}
