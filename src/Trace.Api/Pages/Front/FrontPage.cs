using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Pages.Front;

/// <summary>The front page, and its field for whoever has no script: what is typed is posted, since addresses are kept in logs.</summary>
internal static class FrontPage
{
    private static readonly Dictionary<string, PageTexts> s_texts = PageTexts.Load("front");

    /// <summary>Maps both.</summary>
    /// <param name="pages">The group of pages.</param>
    /// <param name="forms">The group of what pages post.</param>
    public static void Map(RouteGroupBuilder pages, RouteGroupBuilder forms)
    {
        pages.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, Examples examples) => ShowAsync(context, examples));
        forms.MapPost("/find", (HttpContext context, Examples examples, LedgerCalls calls) => FindAsync(context, examples, calls));
    }

    private static async Task FindAsync(HttpContext context, Examples examples, LedgerCalls calls)
    {
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (typed, texts) = (form["code"].ToString(), TextsFor(context));
        var scan = Scan.Read(typed);
        if (scan.Claim is not null)
        {
            await ShowAsync(context, examples, said: texts["claimTyped"]);
        }
        else if (scan.Subject is { } subject)
        {
            Lead(context, DigitalLink.Of(subject, scan.Lot, stem: "") ?? $"/{subject}");
        }
        else if (scan.Carriers.FirstOrDefault(carrier => carrier.Code == form["courier"].ToString() || scan.Carriers.Count == 1) is { } chosen)
        {
            await FindParcelAsync(context, examples, calls, typed, new ResolveWaybillRequest { Carrier = chosen.Code, Number = scan.Number });
        }
        else if (scan.Carriers.Count > 1)
        {
            await ShowAsync(context, examples, typed, texts["whichCourier"], scan.Carriers);
        }
        else
        {
            await ShowAsync(context, examples, typed, texts.Say("notFound", ("text", typed.Length > 80 ? $"{typed[..80]}…" : typed)));
        }
    }

    private static async Task FindParcelAsync(HttpContext context, Examples examples, LedgerCalls calls, string typed, ResolveWaybillRequest request)
    {
        try
        {
            Lead(context, $"/{calls.ResolveWaybill(request, ClientAddress.Of(context)).Parcel}");
        }
        catch (RefusedCallException refused)
        {
            await ShowAsync(context, examples, typed, TextsFor(context).Say("noParcel", ("why", refused.Message)));
        }
    }

    // After a post: a page that is loaded again sends nothing again.
    private static void Lead(HttpContext context, string address)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = address;
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
    }

    private static async Task ShowAsync(HttpContext context, Examples examples, string typed = "", string said = "", IReadOnlyList<Domain.Barcodes.Carriers.Carrier>? couriers = null)
    {
        var model = new FrontModel(TextsFor(context), await examples.ReadAsync(context.RequestAborted), typed, said, couriers);
        await PageSlice.AnswerAsync(context, Front.Create(model));
    }

    private static PageTexts TextsFor(HttpContext context) => s_texts[PageLanguage.Of(context.Request)];
}
