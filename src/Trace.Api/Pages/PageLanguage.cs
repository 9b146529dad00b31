using Microsoft.Net.Http.Headers;

namespace Trace.Api.Pages;

/// <summary>Which of the pages' languages a reader gets: the one chosen in the address, else the browser's, else Chinese.</summary>
internal static class PageLanguage
{
    /// <summary>All, by their tags; the first is the one for whoever asks for none of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["zh", "en"];

    /// <summary>The language of a request.</summary>
    /// <param name="request">Its query may name one as <c>lang</c>.</param>
    public static string Of(HttpRequest request)
    {
        if (request.Query["lang"].ToString() is var chosen && All.Contains(chosen))
        {
            return chosen;
        }

        var wanted = request.GetTypedHeaders().AcceptLanguage.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1);
        return wanted.Select(Known).FirstOrDefault(language => language is not null) ?? All[0];
    }

    private static string? Known(StringWithQualityHeaderValue wanted) =>
        All.FirstOrDefault(language => wanted.Value.Equals(language, StringComparison.OrdinalIgnoreCase)
            || wanted.Value.StartsWith($"{language}-", StringComparison.OrdinalIgnoreCase));
}
