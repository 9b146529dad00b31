using Trace.Api.Http;
using Trace.Api.Pages;
using Trace.Api.Products.Addresses;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Slices;
using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;

namespace Trace.Api.Products.Reaching;

/// <summary>
/// The page of where a lot or product went, at <c>/reach/</c> and its address. Counts alone: a list of serials would help nobody but those who
/// copy labels, and whoever recalls goods has <c>./trace reach</c>.
/// </summary>
internal sealed class ReachEndpoint(ProductReach reaches, ProductReader products)
{
    private const string Prefix = "/reach";

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context) => Problems.GuardAsync(context, async () =>
    {
        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        var sent = $"/{RawTarget.After(context, $"{Prefix}/")}";
        if (!ProductLink.TryRead(sent, "", out var link, out var problem))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await PageSlice.AnswerAsync(context, BadAddressView.Create(new BadInFrame(problem, Frames.Of(context, texts, texts["bad.title"], "/"))));
            return;
        }

        if (link.Path != sent)
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = Prefix + link.Path + (context.Request.QueryString.Value ?? "");
            return;
        }

        var frame = Frames.Of(context, texts, texts["reach"], Prefix + link.Path);
        // A product may be sold that nobody listed.
        var read = link.Subject.Is(SubjectKind.Product | SubjectKind.Lot) ? await products.ReadAsync(link.Subject, context.RequestAborted) : null;
        var reach = read is null ? null : await reaches.ReadAsync(link.Subject, context.RequestAborted);
        if (read is null || reach is null || (read.Joined.All.Count == 0 && reach.Found == 0))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await PageSlice.AnswerAsync(context, UnknownView.Create(new UnknownInFrame(link.Path[1..], "", frame)));
            return;
        }

        var words = new PageWords(texts, reach.Parties, read.Registrar);
        var listing = ProductState.Of(read.Joined).Listing?.Message.Listing.Name;
        var model = new ReachInFrame(link.Path, words.Of(listing) is { Length: > 0 } name ? name : link.Subject.Value, reach, words, frame with { Size = read.Size });
        await PageSlice.AnswerAsync(context, ReachView.Create(model));
    });
}
