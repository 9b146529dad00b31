using SkiaSharp;
using Trace.Symbols.Drawing;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A label as PNG, a pixel a dot. It says its resolution, so that a program prints it at its size.</summary>
internal static class PngPicture
{
    public static byte[] Of(Drawn drawn)
    {
        using var bitmap = Monochrome.Raster(drawn);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return PngDensity.Set(encoded.Span, drawn.Resolution.DotsPerMillimetre);
    }
}
