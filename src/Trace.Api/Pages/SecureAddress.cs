using Trace.Api.Hosting;

namespace Trace.Api.Pages;

/// <summary>Where a page works that needs cameras, keys and service workers: browsers give those on https and on this machine alone.</summary>
internal static class SecureAddress
{
    /// <summary>The address of a page at which a browser trusts it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="settings">The service's.</param>
    /// <param name="path">Of the page.</param>
    public static string Of(HttpContext context, TraceSettings settings, string path)
    {
        var origin = settings.PublicUrl?.GetLeftPart(UriPartial.Authority)
            ?? (settings.Lan is { } lan ? $"https://{lan.Address}:{lan.Port}" : $"http://localhost:{context.Connection.LocalPort}");
        return origin + path;
    }
}
