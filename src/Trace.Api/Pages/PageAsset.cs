using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Trace.Web;

namespace Trace.Api.Pages;

/// <summary>A built file of web/, as it is served: read once, known by its hash, in the coding that its reader takes.</summary>
internal sealed class PageAsset
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".html"] = "text/html; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
    });

    private readonly FrozenDictionary<string, Coded> _byCoding;
    private readonly string _type;

    private PageAsset(string name)
    {
        var bytes = WebFiles.ReadBytes(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
        var coded = PageCoding.All.Select(coding => (coding, bytes: WebFiles.ReadPacked(name, coding))).Where(one => one.bytes is not null).Append((coding: PageCoding.Plain, bytes));
        _byCoding = coded.ToFrozenDictionary(one => one.coding, one => new Coded(one.bytes!, new EntityTagHeaderValue($"\"{hash}{one.coding}\"")));
        _type = Types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
    }

    /// <summary>Reads one.</summary>
    /// <param name="name">Its name in the assembly of web/.</param>
    public static PageAsset Load(string name) => new(name);

    /// <summary>Answers with it, or with 304 where the caller has it.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        PageHeaders.Set(response);
        // Kept, and asked about each time: a page never runs half of one version and half of another.
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var coding = PageCoding.Of(context.Request, _byCoding.ContainsKey);
        if (coding != PageCoding.Plain)
        {
            response.Headers.ContentEncoding = coding;
        }

        var coded = _byCoding[coding];
        return Results.Bytes(coded.Bytes, _type, entityTag: coded.Tag, enableRangeProcessing: false).ExecuteAsync(context);
    }

    private sealed record Coded(byte[] Bytes, EntityTagHeaderValue Tag);
}
