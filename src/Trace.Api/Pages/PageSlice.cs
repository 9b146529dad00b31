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
        response.Headers.Vary = "Accept, Accept-Encoding, Accept-Language";
        response.ContentType = "text/html; charset=utf-8";
    }

    /// <summary>The whole page, in UTF-8.</summary>
    /// <param name="slice">The page.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ReadOnlyMemory<byte>> RenderAsync(RazorSlice slice, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await slice.RenderAsync(bytes, Encoder, cancellation);
        return bytes.ToArray();
    }

    /// <summary>Writes it, in the language that its texts have.</summary>
    /// <param name="context">The request.</param>
    /// <param name="slice">The page.</param>
    public static async Task AnswerAsync(HttpContext context, RazorSlice slice)
    {
        using (slice)
        {
            var plain = await RenderAsync(slice, context.RequestAborted);
            var coding = PageCoding.Of(context.Request, _ => true);
            await WriteAsync(context, PageCoding.Pack(plain, coding), coding);
        }
    }

    /// <summary>Writes what was rendered and packed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">The page.</param>
    /// <param name="coding">The coding of these.</param>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, string coding)
    {
        SetHeaders(context);
        var response = context.Response;
        if (coding != PageCoding.Plain)
        {
            response.Headers.ContentEncoding = coding;
        }

        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
