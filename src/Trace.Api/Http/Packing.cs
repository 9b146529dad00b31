using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Trace.Api.Http;

/// <summary>Packs answers as they go out, where the caller takes them so and they get smaller. Files of pages are packed already, by the build.</summary>
internal static class Packing
{
    /// <summary>Registers what packs.</summary>
    /// <param name="services">The service's.</param>
    public static void AddPacking(this IServiceCollection services)
    {
        // What it is unset, the fastest, makes Brotli forget all before each piece that it is given: measured in docs/decisions/0016.
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
        services.AddResponseCompression(compression =>
        {
            // Public bytes, without a secret that their compressed size could give away.
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/octet-stream", "text/html", "application/json", "application/protobuf", "application/x-protobuf", "application/linkset+json"];
        });
    }

    /// <summary>Packs what is mapped.</summary>
    /// <param name="app">The service.</param>
    public static void UsePacking(this WebApplication app) => app.UseWhen(GetsSmaller, smaller => smaller.UseResponseCompression());

    // Hashes do not; entries do, and pages.
    private static bool GetsSmaller(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Path.Value is { } path && (!path.Contains("/tile/", StringComparison.Ordinal) || path.Contains("/tile/entries/", StringComparison.Ordinal));
}
