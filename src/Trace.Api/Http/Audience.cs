using Trace.Api.Hosting;

namespace Trace.Api.Http;

/// <summary>What a caller over HTTP reached, as a challenge names it: a web origin.</summary>
internal static class Audience
{
    /// <summary>The origin of a request. A proxy that ends TLS passes the host on, and <c>TRACE_PUBLIC_URL</c> says that it is https.</summary>
    public static string Of(HttpContext context)
    {
        var request = context.Request;
        var shown = context.RequestServices.GetRequiredService<TraceSettings>().PublicUrl;
        var scheme = shown is not null && string.Equals(request.Host.Value, shown.Authority, StringComparison.OrdinalIgnoreCase) ? shown.Scheme : request.Scheme;
        return $"{scheme}://{request.Host}";
    }
}
