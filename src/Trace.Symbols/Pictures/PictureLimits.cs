namespace Trace.Symbols.Pictures;

/// <summary>How large a picture may be. Each is looked at before anything is decoded.</summary>
public static class PictureLimits
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>The most pixels, width times height.</summary>
    public const int MaxPixels = 20_000_000;

    /// <summary>The most pixels of one side.</summary>
    public const int MaxSide = 20_000;

    // Each scan of a progressive JPEG goes over the whole picture; cameras and image programs write about ten.
    internal const int MaxScans = 100;
}
