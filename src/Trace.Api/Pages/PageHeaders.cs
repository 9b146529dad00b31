namespace Trace.Api.Pages;

/// <summary>What every page and every file of one is sent with: nothing runs, loads or frames that is not this origin's own.</summary>
internal static class PageHeaders
{
    // WebAssembly is compiled from bytes of this origin; style attributes and scripts within a page there are none.
    private static readonly string s_contentSecurity = $"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' {PageStyle.Product.Source} {PageStyle.Front.Source}; img-src 'self' blob: data:; font-src 'self'; "
        + "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // Programs on the reader's own machine, such as label-printer serve, which ask for a token of theirs.
    private const string OwnMachine = "connect-src 'self' http://127.0.0.1:* http://localhost:*;";

    /// <summary>Sets them.</summary>
    /// <param name="response">Before it starts.</param>
    /// <param name="ownMachine">Whether the page may speak with programs on the reader's own machine.</param>
    public static void Set(HttpResponse response, bool ownMachine = false)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ownMachine ? s_contentSecurity.Replace("connect-src 'self';", OwnMachine, StringComparison.Ordinal) : s_contentSecurity;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
