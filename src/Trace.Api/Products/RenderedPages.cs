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

    /// <summary>Sends a page, rendered and packed anew only where it has to be.</summary>
    /// <param name="context">The request, without a query.</param>
    /// <param name="page">The model.</param>
    /// <param name="slice">What renders it.</param>
    public async Task WriteAsync(HttpContext context, ProductPage page, RazorSlice slice)
    {
        using (slice)
        {
            var coding = PageCoding.Of(context.Request, _ => true);
            if (!TryGet(page, coding, out var bytes))
            {
                if (!TryGet(page, PageCoding.Plain, out var plain))
                {
                    plain = await PageSlice.RenderAsync(slice, context.RequestAborted);
                    Keep(page, PageCoding.Plain, plain);
                }

                bytes = PageCoding.Pack(plain, coding);
                Keep(page, coding, bytes);
            }

            await PageSlice.WriteAsync(context, bytes, coding);
        }
    }

    private bool TryGet(ProductPage page, string coding, out ReadOnlyMemory<byte> bytes)
    {
        var isKept = _pages.TryGetValue(KeyOf(page, coding), out Rendered? kept) && ReferenceEquals(kept!.Of, page);
        bytes = isKept ? kept!.Bytes : default;
        return isKept;
    }

    private void Keep(ProductPage page, string coding, ReadOnlyMemory<byte> bytes) =>
        _pages.Set(KeyOf(page, coding), new Rendered(page, bytes), new MemoryCacheEntryOptions { Size = bytes.Length });

    private static object KeyOf(ProductPage page, string coding) => (page.Subject, page.Texts.Language, coding);

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private sealed record Rendered(ProductPage Of, ReadOnlyMemory<byte> Bytes);
}
