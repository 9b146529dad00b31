namespace Trace.Api.Http;

/// <summary>The web origin that a call by gRPC-Web reached.</summary>
/// <param name="Value">Such as <c>https://trace.example</c>.</param>
internal sealed record WebOrigin(string Value);

/// <summary>gRPC-Web: the calls of gRPC for a page, on the port of the pages, and for pages of this origin alone.</summary>
internal static class GrpcWeb
{
    /// <summary>Lets pages call gRPC services that are mapped with <c>EnableGrpcWeb</c>.</summary>
    /// <param name="app">The service, before what it serves is mapped.</param>
    public static void UseGrpcWebOfThisOrigin(this WebApplication app)
    {
        app.Use(RequireThisOrigin);
        app.UseGrpcWeb();
    }

    // No header ever lets another origin's page read an answer; this keeps its calls from being carried out as well.
    private static Task RequireThisOrigin(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase) != true)
        {
            return next(context);
        }

        var here = Audience.Of(context);
        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if ((origin.Length > 0 && origin != here) || (site.Length > 0 && site is not ("same-origin" or "none")))
        {
            return Problems.WriteAsync(context, Problems.OfStatus(StatusCodes.Status403Forbidden, $"gRPC-Web is for pages of {here}; the page that asks is of another origin"));
        }

        context.Features.Set(new WebOrigin(here));
        return next(context);
    }
}
