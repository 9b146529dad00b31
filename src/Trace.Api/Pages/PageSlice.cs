using System.Text.Encodings.Web;
using System.Text.Unicode;
using RazorSlices;

namespace Trace.Api.Pages;

/// <summary>Answers with a page that is made on the server.</summary>
internal static class PageSlice
{
    // Characters of any script stand for themselves, which halves a Chinese page; what HTML gives a meaning is escaped all the same.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Writes it, in the language that its texts have. What depends on the reader is kept by nobody between.</summary>
    /// <param name="context">The request, whose status may be set.</param>
    /// <param name="slice">The page.</param>
    public static async Task AnswerAsync(HttpContext context, RazorSlice slice)
    {
        var response = context.Response;
        PageHeaders.Set(response);
        response.Headers.CacheControl = HttpMethods.IsPost(context.Request.Method) ? "no-store" : "no-cache";
        response.Headers.Vary = "Accept-Language";
        response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await slice.RenderAsync(response.BodyWriter, s_encoder, context.RequestAborted);
        }
    }
}
