namespace Trace.Api.Http;

/// <summary>What pages ask for is for pages of this origin, and for programs, which name none.</summary>
internal static class SameOrigin
{
    /// <exception cref="ProblemException">A page of another origin asks: 403.</exception>
    public static void Require(HttpContext context)
    {
        var here = Audience.Of(context);
        var origin = context.Request.Headers.Origin.ToString();
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        if ((origin.Length > 0 && origin != here) || (site.Length > 0 && site is not ("same-origin" or "none")))
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status403Forbidden, $"this is for pages of {here}; the page that asks is of another origin"));
        }
    }
}
