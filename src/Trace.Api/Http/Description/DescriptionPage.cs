using Scalar.AspNetCore;

namespace Trace.Api.Http.Description;

/// <summary>The OpenAPI document, and the page that reads it. All of the page comes from this service, and its policy holds the browser to that.</summary>
internal static class DescriptionPage
{
    private const string Address = "/docs";

    // Scalar's own script and styles are partly inline, and it sets up what it draws by code that it makes.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Maps both.</summary>
    public static void MapDescription(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Address, StringComparison.Ordinal))
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers.XContentTypeOptions = "nosniff";
            }

            return next(context);
        });
        // Made anew for each request.
        app.MapOpenApi().RequireRateLimiting(HttpLimits.Read.Name);
        app.MapScalarApiReference(Address, page =>
        {
            page.DefaultFonts = false;
            page.Telemetry = false;
            page.HideClientButton = true;
            page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            page.Agent = new ScalarAgentOptions { Disabled = true };
            page.Mcp = new ScalarMcpOptions { Disabled = true };
        });
    }
}
