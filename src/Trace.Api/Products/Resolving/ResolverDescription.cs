using System.Text.Json.Nodes;
using Trace.Api.Http;

namespace Trace.Api.Products.Resolving;

/// <summary>What this resolver says of itself at <c>/.well-known/gs1resolver</c>.</summary>
internal static class ResolverDescription
{
    /// <summary>The address.</summary>
    public const string Address = "/.well-known/gs1resolver";

    /// <summary>Answers with it.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        OpenHeaders.Set(context.Response);
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.ContentType = Bodies.JsonType;
        return context.Response.WriteAsync(Of(Audience.Of(context)).ToJsonString(Bodies.Readable), context.RequestAborted);
    }

    private static JsonObject Of(string origin) => new()
    {
        ["name"] = "Trace",
        ["resolverRoot"] = origin,
        ["supportedPrimaryKeys"] = new JsonArray("01", "00", "417"),
        ["supportedLinkType"] = new JsonArray(new JsonObject { ["namespace"] = LinkType.Vocabulary, ["prefix"] = "gs1:" }),
        ["linkTypeDefaultCanBeLinkset"] = false,
    };
}
