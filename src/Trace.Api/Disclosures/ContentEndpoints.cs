using Google.Protobuf;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Disclosures;

/// <summary>
/// What everybody may read of reviews and of replies to them: <c>/content/{identity}</c> is content and key, to be held to the commitment;
/// <c>/text</c> and <c>/pictures/{number}</c> below it are what a page shows.
/// </summary>
internal static class ContentEndpoints
{
    // A stranger's bytes: whatever a browser takes them for, nothing in them runs, loads or frames.
    private const string Sandbox = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them.</summary>
    public static void MapContent(this IEndpointRouteBuilder app)
    {
        var group = HttpSetup.Limit(app.MapGroup("/content/{identity:regex(^[0-9a-f]{{64}}$)}").ExcludeFromDescription(), HttpLimits.Page);
        group.MapMethods("", s_reading, context => AnswerAsync(context, shown => (shown.Disclosure!.ToByteArray(), Bodies.ProtobufType, "content.bin")));
        group.MapMethods("/text", s_reading, context => AnswerAsync(context, shown => (System.Text.Encoding.UTF8.GetBytes(shown.Text), "text/plain; charset=utf-8", "review.txt")));
        group.MapMethods("/pictures/{number:int:range(1,4)}", s_reading, context => AnswerAsync(context, shown =>
        {
            var number = int.Parse((string)context.GetRouteValue("number")!, System.Globalization.CultureInfo.InvariantCulture);
            return number <= shown.Pictures.Count ? (shown.Pictures[number - 1].ToByteArray(), "image/jpeg", $"review-{number}.jpg") : null;
        }));
    }

    private static Task AnswerAsync(HttpContext context, Func<ShownContent, (byte[] Bytes, string Type, string Name)?> choose) => Problems.GuardAsync(context, async () =>
    {
        var identity = Hash256.From(Convert.FromHexString((string)context.GetRouteValue("identity")!));
        var shown = await context.RequestServices.GetRequiredService<PublicContent>().FindAsync(identity, context.RequestAborted);
        SetHeaders(context.Response);
        if (shown?.State == ContentState.Erased)
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.Erased, "identity", "this content was erased, at its author's request or as the law requires"));
        }

        if (shown?.State != ContentState.Shown || choose(shown) is not var (bytes, type, name))
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.NotFound, "identity", "there is no content here that everybody may read"));
        }

        context.Response.Headers.ContentDisposition = $"inline; filename=\"{name}\"";
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    });

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Sandbox;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Nothing keeps what may be erased the next minute.
        response.Headers.CacheControl = "no-store";
    }
}
