using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Api.Pages;
using Trace.Api.Products.Slices;
using Trace.Api.Waybills;
using Trace.V1;

namespace Trace.Api.Products;

/// <summary>The look-up of a parcel by its waybill, which is posted: addresses end up in logs and histories of browsers, and a number is personal.</summary>
internal sealed class ParcelEndpoint(WaybillDesk waybills)
{
    /// <summary>Shows the form.</summary>
    public Task ShowAsync(HttpContext context) => Problems.GuardAsync(context, () => ShowAsync(context, ""));

    /// <summary>Leads to the parcel's page, whose address holds no number.</summary>
    public Task FindAsync(HttpContext context) => Problems.GuardAsync(context, async () =>
    {
        if (!context.Request.HasFormContentType)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "this address takes a form"));
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var request = new ResolveWaybillRequest { Carrier = form["carrier"].ToString().Trim(), Number = form["number"].ToString().Trim() };
        try
        {
            var found = waybills.Resolve(request, ClientAddress.Of(context));
            PageHeaders.Set(context.Response);
            context.Response.Headers.CacheControl = "no-store";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"/{found.Parcel}{Frames.Of(context, TextsOf(context), "", "/parcel").Suffix}";
        }
        catch (RefusedCallException refused)
        {
            context.Response.StatusCode = refused.Refusal.Reason == Reason.RateLimited ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest;
            await ShowAsync(context, refused.Refusal.Message);
        }
    });

    private static PageTexts TextsOf(HttpContext context) => PageTexts.Of(PageLanguage.Of(context.Request));

    private static Task ShowAsync(HttpContext context, string problem)
    {
        var texts = TextsOf(context);
        return PageSlice.AnswerAsync(context, ParcelView.Create(new ParcelInFrame(problem, Frames.Of(context, texts, texts["parcel.title"], "/parcel"))));
    }
}
