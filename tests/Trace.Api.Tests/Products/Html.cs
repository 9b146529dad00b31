using RazorSlices;
using Trace.Api.Products.Model;
using Trace.Api.Products.Slices;

namespace Trace.Api.Tests.Products;

/// <summary>A page as HTML, with no server.</summary>
internal static class Html
{
    public static async Task<string> OfAsync(ProductPage page) => await ProductView.Create(new ProductInFrame(page, new PageFrame(page.Texts, page.Title.Text, $"/{page.Subject}", "?", ""))).RenderAsync();
}
