using System.Net.Mime;

namespace Trace.Api.Pages;

/// <summary>
/// Lets scripts of any site read what the ledger proves: a verifier that lies elsewhere is the one that a reader of ours should use. Nothing of it is
/// secret, and no answer depends on cookies, of which there are none.
/// </summary>
internal static class PublicReading
{
    /// <summary>Marks the answers that are read so: protobuf, in which proofs travel, and the trust policy.</summary>
    /// <param name="app">The service, before what answers.</param>
    public static void UsePublicReading(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.OnStarting(() =>
            {
                if (IsPublic(context))
                {
                    context.Response.Headers.AccessControlAllowOrigin = "*";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private static bool IsPublic(HttpContext context) => context.Response.ContentType switch
    {
        { } type when type.EndsWith("protobuf", StringComparison.Ordinal) => true,
        { } type => type.StartsWith(MediaTypeNames.Text.Plain, StringComparison.Ordinal) && context.Request.Path.Value!.EndsWith("/log/trust", StringComparison.Ordinal),
        null => false,
    };
}
