using Trace.Api.Tests;

namespace Trace.Browser.Tests;

internal static class PageAddresses
{
    /// <summary>Where a browser of this machine opens a page: by the name for which it gives cameras and keys.</summary>
    public static string Page(this RunningService service, string path) => $"http://localhost:{service.Http.Port}{path}";
}
