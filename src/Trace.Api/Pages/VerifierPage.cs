using System.Text;
using System.Text.RegularExpressions;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>The verifier as one file, <c>/verify.html</c>: served byte for byte as the build made it, so that its hash is the one in the log.</summary>
internal static partial class VerifierPage
{
    /// <summary>Where it lies, here and on any other host.</summary>
    public const string Address = "/verify.html";

    private static readonly byte[] s_bytes = WebFiles.ReadBytes("verify.html");

    // What the file lets itself do: its own script and style, by their hashes, and questions to the address that its reader types.
    private static readonly string s_policy = Policy().Match(Encoding.UTF8.GetString(s_bytes)).Groups[1].Value;

    /// <summary>Answers with it.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerAsync(HttpContext context)
    {
        PageHeaders.Set(context.Response);
        context.Response.Headers.ContentSecurityPolicy = s_policy + "; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(s_bytes, "text/html; charset=utf-8").ExecuteAsync(context);
    }

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"")]
    private static partial Regex Policy();
}
