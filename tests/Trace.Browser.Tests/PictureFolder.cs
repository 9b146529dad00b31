namespace Trace.Browser.Tests;

/// <summary>Where pictures go that are made for looking at and for docs.</summary>
internal static class PictureFolder
{
    /// <summary>The folder that TRACE_PICTURES names; without one the test is skipped.</summary>
    public static string OrSkip()
    {
        var folder = Environment.GetEnvironmentVariable("TRACE_PICTURES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TRACE_PICTURES names no folder");
        return folder;
    }
}
