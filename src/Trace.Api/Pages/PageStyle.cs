using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Html;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>
/// The style sheet of a page, written into the page itself: one way there and back less before anything is seen. The page's policy allows these very
/// bytes, and no other style within a page.
/// </summary>
public sealed class PageStyle
{
    private PageStyle(string name)
    {
        var css = WebFiles.ReadText(name).Trim();
        Element = new HtmlString($"<style>{css}</style>");
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)))}'";
    }

    /// <summary>Of the pages about products, parcels and parties.</summary>
    public static PageStyle Product { get; } = new("product.css");

    /// <summary>Of the front page.</summary>
    public static PageStyle Front { get; } = new("front.css");

    /// <summary>The <c>style</c> element.</summary>
    public HtmlString Element { get; }

    /// <summary>What a content security policy calls it (CSP level 3, hash-source).</summary>
    public string Source { get; }
}
