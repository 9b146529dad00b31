using System.Net;
using System.Text;
using Trace.Api.Pages;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;

namespace Trace.Api.Parties;

/// <summary>
/// The mark that a party puts on its own web site: a picture with its name and standing, to be linked to its page. A picture proves nothing, anybody
/// can copy it; what it leads to does, so it says <em>check here</em> and no more.
/// </summary>
internal static class PartyMark
{
    private const int MostName = 22;

    /// <summary>Answers <c>/party/…/mark.svg</c>.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var (kind, id) = ((string)context.GetRouteValue("kind")!, (string)context.GetRouteValue("id")!);
        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        if (!SubjectKey.TryParse($"party/{kind}/{id}", out var party, out _)
            || await context.RequestServices.GetRequiredService<ProductReader>().ReadPartyAsync(party, context.RequestAborted) is not { } read
            || read.Context.Parties.GetValueOrDefault(party.Value) is not { Registration: { } registration } state)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var name = texts.IsChinese ? registration.Name.Zh.Length > 0 ? registration.Name.Zh : registration.Name.En : registration.Name.En.Length > 0 ? registration.Name.En : registration.Name.Zh;
        var svg = Draw(Shortened(name), texts[state.IsSuspended ? "mark.suspended" : "mark.registered"], state.IsSuspended);
        PageHeaders.Set(context.Response);
        // For pages of other sites: a picture, which nothing in it can script.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.Headers.CacheControl = "public, max-age=300";
        context.Response.Headers.Vary = "Accept-Language";
        context.Response.ContentType = "image/svg+xml; charset=utf-8";
        await context.Response.WriteAsync(svg, Encoding.UTF8, context.RequestAborted);
    }

    private static string Shortened(string name)
    {
        var runes = name.EnumerateRunes().ToList();
        return runes.Count <= MostName ? name : string.Concat(runes.Take(MostName - 1)) + "…";
    }

    private static string Draw(string name, string standing, bool isSuspended)
    {
        var (ink, ground) = isSuspended ? ("#a8201a", "#fde7e4") : ("#1d6b4f", "#e3efe8");
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="240" height="64" viewBox="0 0 240 64" role="img" aria-label="{WebUtility.HtmlEncode($"{name}: {standing}")}">
            <rect x=".75" y=".75" width="238.5" height="62.5" rx="12" fill="{ground}" stroke="{ink}" stroke-width="1.5"/>
            <path d="M14 22l15-8 15 8v20l-15 8-15-8V22zm0 0l15 8 15-8M29 30v20" fill="none" stroke="{ink}" stroke-width="2.5" stroke-linejoin="round"/>
            <text x="56" y="29" font-family="system-ui, sans-serif" font-size="15" font-weight="700" fill="#1b2421" textLength="{Math.Min(172, Width(name))}" lengthAdjust="spacingAndGlyphs">{WebUtility.HtmlEncode(name)}</text>
            <text x="56" y="47" font-family="system-ui, sans-serif" font-size="12.5" fill="{ink}">{WebUtility.HtmlEncode(standing)}</text>
            </svg>
            """;
    }

    // A Chinese character is as wide as its type is high, a Latin letter about half of that.
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value > 0x2E7F ? 15 : 8);
}
