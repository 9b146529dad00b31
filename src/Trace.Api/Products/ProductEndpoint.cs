using Microsoft.AspNetCore.Http.Extensions;
using RazorSlices;
using Trace.Api.Disclosures;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Api.Pages;
using Trace.Api.Products.Addresses;
using Trace.Api.Products.Model;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Resolving;
using Trace.Api.Products.Slices;
using Trace.Api.Reviews;
using Trace.Domain.Barcodes;

namespace Trace.Api.Products;

/// <summary>Answers the addresses of products, lots, items, parcels and parties: a page, links, or the histories themselves.</summary>
internal sealed class ProductEndpoint(ProductReader products, PartyReader parties, ProvenanceReader provenance, LinksEndpoint links, PublicContent contents, ProductReviews reviews, LogOptions log, TimeProvider time) : IDisposable
{
    /// <summary>What stands before a page's address in that of its histories.</summary>
    public const string ProvenancePrefix = "/provenance/";

    private readonly RenderedPages _rendered = new();

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context) => Problems.GuardAsync(context, () => AnswerUnguardedAsync(context));

    /// <summary>
    /// Answers <c>/provenance/…</c> with the histories in protobuf, whatever the caller accepts: a page names this address in its head, so that its
    /// browser fetches them beside the script that checks them. A fetch of that kind can't say what it accepts.
    /// </summary>
    public Task AnswerProvenanceAsync(HttpContext context) => Problems.GuardAsync(context, () =>
        ProductLink.TryRead($"/{RawTarget.After(context, ProvenancePrefix)}", "", out var link, out var problem)
            ? AnswerHistoryAsync(context, link, BodyForm.Protobuf)
            : throw new ProblemException(Problems.OfStatus(StatusCodes.Status400BadRequest, problem)));

    private async Task AnswerUnguardedAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (HttpMethods.IsOptions(request.Method))
        {
            OpenHeaders.SetPreflight(response);
            return;
        }

        var sent = $"/{RawTarget.After(context, "/")}";
        if (!ProductLink.TryRead(sent, request.QueryString.Value ?? "", out var link, out var problem))
        {
            await AnswerBadAsync(context, problem);
            return;
        }

        if (link.Path != sent)
        {
            // For good: a thing has one spelling, and never another.
            response.StatusCode = StatusCodes.Status308PermanentRedirect;
            response.Headers.Location = link.Path + Kept(request.Query, "10", "21");
            OpenHeaders.Set(response);
            return;
        }

        if (LinksEndpoint.IsAsked(context))
        {
            await links.AnswerAsync(context, link, Kept(request.Query, "linkType"));
            return;
        }

        response.Headers.Link = Linksets.HeaderOf(link.Path);
        await (Negotiation.Of(request) switch
        {
            Form.Linkset => links.AnswerAllAsync(context, link),
            Form.Json => AnswerHistoryAsync(context, link, BodyForm.Json),
            Form.Protobuf => AnswerHistoryAsync(context, link, BodyForm.Protobuf),
            _ => link.Subject.Is(SubjectKind.Party) ? AnswerPartyAsync(context, link) : AnswerPageAsync(context, link),
        });
    }

    // Data attributes stay; what has become a part of the path does not.
    private static string Kept(IQueryCollection query, params string[] without)
    {
        var kept = new QueryBuilder(query.Where(pair => !without.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))));
        return kept.ToQueryString().Value ?? "";
    }

    private async Task AnswerPageAsync(HttpContext context, ProductLink link)
    {
        if (!link.Subject.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel))
        {
            await AnswerUnknownAsync(context, link);
            return;
        }

        var read = await products.ReadAsync(link.Subject, context.RequestAborted);
        var ofClaimed = link.Claimed is { } claimed && !read.Joined.Lots.Contains(claimed) ? await products.ReadAsync(claimed, context.RequestAborted) : null;
        if (read.Joined.All.Count == 0 && ofClaimed is not { Joined.All.Count: > 0 })
        {
            await AnswerUnknownAsync(context, link);
            return;
        }

        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        var page = Made(read, link, ofClaimed, texts);
        var frame = FrameOf(context, texts, page.Title.Text, link) with
        {
            Gravity = page.Safety.Gravity,
            Line = page.Safety.Line,
            Subject = page.Subject,
            Size = page.Size,
        };
        var inFrame = new ProductInFrame(page, frame)
        {
            Contents = await contents.OfReviewsAsync(read.Joined, context.RequestAborted),
            OfProduct = await reviews.OfAsync(read.Subject, context.RequestAborted),
        };
        var slice = ProductView.Create(inFrame);

        // With a query the frame is this reader's own, and what buyers wrote may be erased at any moment; without both it follows from page and language.
        var isKept = link.Claimed is null && !context.Request.QueryString.HasValue && inFrame.Contents.Count == 0 && ReferenceEquals(inFrame.OfProduct, ReviewsOfProduct.None);
        await (isKept ? _rendered.WriteAsync(context, page, slice) : PageSlice.AnswerAsync(context, slice));
    }

    // A page changes with what is recorded, and with time by what has run out: a minute is fine enough for that.
    private ProductPage Made(ReadProduct read, ProductLink link, ReadProduct? ofClaimed, PageTexts texts)
    {
        var now = time.GetUtcNow();
        if (link.Claimed is not null)
        {
            return PageMaking.Make(read, link.Claimed, ofClaimed, texts, now);
        }

        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        if (read.Pages.TryGetValue(texts.Language, out var kept) && kept.Minute == minute)
        {
            if (kept.Page.Size != read.Size)
            {
                kept = (minute, kept.Page with { Size = read.Size });
                read.Pages[texts.Language] = kept;
            }

            return kept.Page;
        }

        var page = PageMaking.Make(read, null, null, texts, now);
        read.Pages[texts.Language] = (minute, page);
        return page;
    }

    private async Task AnswerPartyAsync(HttpContext context, ProductLink link)
    {
        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        if (await parties.ReadAsync(link.Subject, texts, time.GetUtcNow(), context.RequestAborted) is not { } read)
        {
            await AnswerUnknownAsync(context, link);
            return;
        }

        var frame = FrameOf(context, texts, read.Page.Card.Party.Name, link) with { Subject = link.Subject.Value, Size = read.Size };
        await WriteAsync(context, PartyView.Create(new PartyInFrame(read.Page, frame) { Origin = Audience.Of(context) }));
    }

    private async Task AnswerHistoryAsync(HttpContext context, ProductLink link, BodyForm form)
    {
        if (await provenance.ReadAsync(link.Subject, link.Claimed, context.RequestAborted) is not { } found)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, $"nothing is recorded about \"{link.Subject}\""));
        }

        OpenHeaders.Set(context.Response);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept, Accept-Language";
        await Bodies.WriteAsync(context, form, found);
    }

    // Nothing is known, so there is nothing to link to: 404, as the resolver standard has it, with a page that says what that may mean.
    private async Task AnswerUnknownAsync(HttpContext context, ProductLink link)
    {
        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        var product = link.Subject.Product is { } above && above != link.Subject && (await products.ReadAsync(above, context.RequestAborted)).Joined.All.Count > 0 ? $"/{above}" : "";
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await WriteAsync(context, UnknownView.Create(new UnknownInFrame(link.Path[1..], product, FrameOf(context, texts, texts["unknown.title"], link))));
    }

    private async Task AnswerBadAsync(HttpContext context, string problem)
    {
        if (Negotiation.Of(context.Request) != Form.Html)
        {
            OpenHeaders.Set(context.Response);
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status400BadRequest, problem));
        }

        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await WriteAsync(context, BadAddressView.Create(new BadInFrame(problem, Frames.Of(context, texts, texts["bad.title"], "/"))));
    }

    private PageFrame FrameOf(HttpContext context, PageTexts texts, string title, ProductLink link) =>
        Frames.Of(context, texts, title, link.Path) with { Ledger = log.Ledger, Log = log.Signer.VerifierKey.Name };

    private static Task WriteAsync(HttpContext context, RazorSlice slice) => PageSlice.AnswerAsync(context, slice);

    /// <inheritdoc/>
    public void Dispose() => _rendered.Dispose();
}
