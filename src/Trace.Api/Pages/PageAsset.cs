using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>A built file of web/, as it is served: read once, known by its hash.</summary>
internal sealed class PageAsset
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
    });

    private readonly byte[] _bytes;
    private readonly string _type;
    private readonly EntityTagHeaderValue _tag;

    private PageAsset(string name)
    {
        _bytes = WebFiles.ReadBytes(name);
        _type = Types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(_bytes).AsSpan(0, 12))}\"");
    }

    /// <summary>Reads one.</summary>
    /// <param name="name">Its name in the assembly of web/.</param>
    public static PageAsset Load(string name) => new(name);

    /// <summary>Answers with it, or with 304 where the caller has it.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        PageHeaders.Set(context.Response);
        // Kept, and asked about each time: a page never runs half of one version and half of another.
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(_bytes, _type, entityTag: _tag, enableRangeProcessing: false).ExecuteAsync(context);
    }
}
