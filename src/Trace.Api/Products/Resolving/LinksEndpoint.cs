using Trace.Api.Http;
using Trace.Api.Pages;
using Trace.Api.Products.Addresses;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Slices;
using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;

namespace Trace.Api.Products.Resolving;

/// <summary>Answers what asks for links rather than for a page: all of them, or one kind, to which it leads.</summary>
internal sealed class LinksEndpoint(ProductReader products)
{
    private const string Parameter = "linkType";

    /// <summary>Whether a request asks for a link of one kind, or for all.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Query.ContainsKey(Parameter);

    /// <summary>Answers <c>linkType</c>; true where that was it.</summary>
    /// <param name="context">The request, which has <c>linkType</c>.</param>
    /// <param name="link">What it names.</param>
    /// <param name="kept">The rest of its query, with a question mark; empty for none.</param>
    public Task AnswerAsync(HttpContext context, ProductLink link, string kept)
    {
        var asked = context.Request.Query[Parameter].ToString();
        if (asked is "linkset" or "all")
        {
            return AnswerAllAsync(context, link);
        }

        if (LinkType.Find(asked) is not { } type)
        {
            return AnswerNoneAsync(context, link, asked);
        }

        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"{link.Path}{kept}{(type.Fragment.Length > 0 ? $"#{type.Fragment}" : "")}";
        context.Response.Headers.Link = Linksets.HeaderOf(link.Path);
        OpenHeaders.Set(context.Response);
        return Task.CompletedTask;
    }

    /// <summary>Answers with all links: the subject's own, its lot's and its product's, as far as they are on record.</summary>
    public async Task AnswerAllAsync(HttpContext context, ProductLink link)
    {
        var contexts = await ContextsAsync(link.Subject, context.RequestAborted);
        OpenHeaders.Set(context.Response);
        if (contexts.Count == 0)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, $"nothing is recorded about \"{link.Subject}\", so there is nothing to link to"));
        }

        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept, Accept-Language";
        context.Response.Headers.Link = Linksets.ContextLink;
        context.Response.ContentType = Linksets.MediaType;
        await context.Response.WriteAsync(Linksets.Of(Audience.Of(context), contexts).ToJsonString(Bodies.Readable), context.RequestAborted);
    }

    private async Task<IReadOnlyList<LinkContext>> ContextsAsync(SubjectKey subject, CancellationToken cancellation)
    {
        if (subject.Is(SubjectKind.Party))
        {
            var party = await products.ReadPartyAsync(subject, cancellation);
            return party.Parties[subject.Value].Count == 0 ? [] : [new LinkContext($"/{subject}", language => new PageWords(PageTexts.Of(language), party.Context.Parties).Party(subject.Value))];
        }

        var joined = (await products.ReadAsync(subject, cancellation)).Joined;
        var listing = ProductState.Of(joined).Listing?.Message.Listing.Name;
        var levels = joined.Lots.Concat(joined.Products).Prepend(subject).Distinct();
        return [.. levels
            .Where(level => joined.All.Any(said => said.Entry.Statement.Subject == level))
            .Select(level => new LinkContext($"/{level}", language => $"{new PageWords(PageTexts.Of(language), new Dictionary<string, Domain.Parties.PartyState>()).Of(listing)} {level}".Trim()))];
    }

    private static Task AnswerNoneAsync(HttpContext context, ProductLink link, string asked)
    {
        context.Response.Headers.Link = Linksets.HeaderOf(link.Path);
        if (Negotiation.Of(context.Request) != Form.Html)
        {
            OpenHeaders.Set(context.Response);
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, $"there is no link of type \"{asked}\" here; linkType=linkset lists what there is"));
        }

        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return PageSlice.AnswerAsync(context, NoLinkView.Create(new BadInFrame(asked, Frames.Of(context, texts, texts["nolink.title"], link.Path))));
    }
}
