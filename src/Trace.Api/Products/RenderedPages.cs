using Microsoft.Extensions.Caching.Memory;
using RazorSlices;
using Trace.Api.Pages;
using Trace.Api.Products.Model;

namespace Trace.Api.Products;

/// <summary>
/// Pages as they were sent last. One is good for as long as the model that it was made of is the one in hand, which ends with the minute, and with
/// anything that is recorded about it.
/// </summary>
internal sealed class RenderedPages : IDisposable
{
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });

    /// <summary>Sends a page, rendered anew only where it has to be.</summary>
    /// <param name="context">The request, without a query.</param>
    /// <param name="page">The model.</param>
    /// <param name="slice">What renders it.</param>
    public async Task WriteAsync(HttpContext context, ProductPage page, RazorSlice slice)
    {
        using (slice)
        {
            var key = (page.Subject, page.Texts.Language);
            if (!_pages.TryGetValue(key, out Rendered? kept) || !ReferenceEquals(kept!.Of, page))
            {
                using var bytes = new MemoryStream();
                await slice.RenderAsync(bytes, PageSlice.Encoder, context.RequestAborted);
                kept = new Rendered(page, bytes.ToArray());
                _pages.Set(key, kept, new MemoryCacheEntryOptions { Size = kept.Bytes.Length });
            }

            PageSlice.SetHeaders(context);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.BodyWriter.WriteAsync(kept.Bytes, context.RequestAborted);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private sealed record Rendered(ProductPage Of, byte[] Bytes);
}
