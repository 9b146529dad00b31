using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Trace.Web;

namespace Trace.LabelPrinter.Serving;

/// <summary>The page's own files, from web/. They hold nothing that is a secret, and run nothing that is not theirs.</summary>
internal static partial class ServedPage
{
    private const string ContentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static IReadOnlyList<string> Files { get; } = ["labels.js", "labels.css", "trace.svg"];

    /// <summary>The page in the reader's language: Chinese where none of the two is asked for.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var isEnglish = context.Request.GetTypedHeaders().AcceptLanguage.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1).Select(LanguageOf).FirstOrDefault(one => one is not null) == "en";
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"labels.{(isEnglish ? "en" : "zh")}.json"))!;
        texts["language"] = isEnglish ? "en" : "zh-CN";
        SetHeaders(context.Response);
        context.Response.Headers.Vary = "Accept-Language";
        return Results.Text(Place().Replace(WebFiles.ReadText("labels.html"), place => HtmlEncoder.Default.Encode(texts[place.Groups[1].Value])), "text/html; charset=utf-8").ExecuteAsync(context);
    }

    public static Task FileAsync(HttpContext context, string name)
    {
        SetHeaders(context.Response);
        return Results.Bytes(WebFiles.ReadBytes(name), Path.GetExtension(name) switch { ".js" => "text/javascript; charset=utf-8", ".css" => "text/css; charset=utf-8", _ => "image/svg+xml" }).ExecuteAsync(context);
    }

    private static string? LanguageOf(StringWithQualityHeaderValue wanted) => wanted.Value.Length >= 2 && wanted.Value.Substring(0, 2).ToLowerInvariant() is ("zh" or "en") and var known ? known : null;

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurity;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
    }

    [GeneratedRegex(@"\{\{([a-zA-Z]+)\}\}")]
    private static partial Regex Place();
}
