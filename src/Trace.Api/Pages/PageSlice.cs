using System.Text.Encodings.Web;
using System.Text.Unicode;
using RazorSlices;

namespace Trace.Api.Pages;

/// <summary>Answers with a page that is made on the server.</summary>
internal static class PageSlice
{
    /// <summary>Escapes what HTML gives a meaning; characters of any script stand for themselves, which halves a Chinese page.</summary>
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Sets what every page is sent with.</summary>
    /// <param name="context">The request, whose status may be set.</param>
    public static void SetHeaders(HttpContext context)
    {
        var response = context.Response;
        PageHeaders.Set(response);
        response.Headers.CacheControl = HttpMethods.IsPost(context.Request.Method) ? "no-store" : "no-cache";
        response.Headers.Vary = "Accept, Accept-Language";
        response.ContentType = "text/html; charset=utf-8";
    }

    /// <summary>Writes it, in the language that its texts have.</summary>
    /// <param name="context">The request.</param>
    /// <param name="slice">The page.</param>
    public static async Task AnswerAsync(HttpContext context, RazorSlice slice)
    {
        SetHeaders(context);
        using (slice)
        {
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await slice.RenderAsync(context.Response.BodyWriter, Encoder, context.RequestAborted);
            }
        }
    }
}
