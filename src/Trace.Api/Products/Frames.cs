using Microsoft.AspNetCore.Http.Extensions;
using Trace.Api.Pages;
using Trace.Api.Products.Slices;

namespace Trace.Api.Products;

/// <summary>What every page of this capability has around it.</summary>
internal static class Frames
{
    /// <summary>The frame of a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="texts">The language that it is answered in.</param>
    /// <param name="title">Of the page.</param>
    /// <param name="path">Its one address.</param>
    public static PageFrame Of(HttpContext context, PageTexts texts, string title, string path)
    {
        var query = context.Request.Query;
        var other = PageLanguage.All.First(language => language != texts.Language);
        var switched = new QueryBuilder(query.Where(pair => pair.Key != "lang").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))) { { "lang", other } };
        return new PageFrame(texts, title, path, path + switched.ToQueryString().Value, query.ContainsKey("lang") ? $"?lang={texts.Language}" : "");
    }
}
