using System.Runtime.InteropServices;
using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A label as a printer's head burns it: a bit a dot, rows of whole bytes, the first dot in the highest bit.</summary>
/// <param name="Width">Dots.</param>
/// <param name="Height">Dots.</param>
/// <param name="Bits">Set where it is dark.</param>
internal sealed record Monochrome(int Width, int Height, byte[] Bits)
{
    // Somewhat lighter than half: thin strokes of Chinese characters stay whole.
    private const byte DarkBelow = 150;

    /// <summary>Bytes of a row.</summary>
    public int Stride => (Width + 7) / 8;

    public bool this[int x, int y] => (Bits[(y * Stride) + (x >> 3)] & (0x80 >> (x & 7))) != 0;

    /// <summary>Draws a label in black and white.</summary>
    public static Monochrome Of(Drawn drawn)
    {
        using var bitmap = Raster(drawn);
        var grey = MemoryMarshal.Cast<byte, byte>(bitmap.GetPixelSpan());
        var stride = (drawn.Width + 7) / 8;
        var bits = new byte[stride * drawn.Height];
        for (var y = 0; y < drawn.Height; y++)
        {
            var row = grey.Slice(y * bitmap.RowBytes, drawn.Width);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] < DarkBelow)
                {
                    bits[(y * stride) + (x >> 3)] |= (byte)(0x80 >> (x & 7));
                }
            }
        }

        return new Monochrome(drawn.Width, drawn.Height, bits);
    }

    /// <summary>Draws a label in greys, a pixel a dot; the caller disposes it.</summary>
    public static SKBitmap Raster(Drawn drawn)
    {
        var bitmap = new SKBitmap(new SKImageInfo(drawn.Width, drawn.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        Painter.Paint(canvas, drawn);
        canvas.Flush();
        return bitmap;
    }
}
