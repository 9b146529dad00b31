using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Pictures;

/// <summary><c>POST /pictures</c>: takes a picture, answers with one of pixels alone, and keeps neither. The device commits to what it got back.</summary>
internal static class PictureEndpoints
{
    // Decoding takes memory: of many at once the others wait.
    private static readonly SemaphoreSlim s_drawing = new(2);

    /// <summary>Maps it.</summary>
    public static void MapPictures(this IEndpointRouteBuilder app) =>
        HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Picture).MapPost("/pictures", context => Problems.GuardAsync(context, () => AnswerAsync(context)));

    private static async Task AnswerAsync(HttpContext context)
    {
        SameOrigin.Require(context);
        var file = await ReadAsync(context);
        byte[] clean;
        await s_drawing.WaitAsync(context.RequestAborted);
        try
        {
            clean = PictureCleaner.Clean(file);
        }
        catch (PictureRefusedException refused)
        {
            throw RefusalStatus.ToException(Refusal.Because(refused.IsTooLarge ? Reason.TooLarge : Reason.FieldForm, "picture", refused.Message));
        }
        finally
        {
            s_drawing.Release();
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = clean.Length;
        await context.Response.Body.WriteAsync(clean, context.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var file = new MemoryStream();
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        return file.ToArray();
    }
}
