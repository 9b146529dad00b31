using System.Buffers.Binary;
using System.IO.Hashing;
using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A label as PNG, a pixel a dot. It says its resolution (chunk <c>pHYs</c>), so that a program prints it at its size.</summary>
internal static class PngPicture
{
    // Behind the signature of 8 bytes and IHDR, whose chunk has 25.
    private const int BehindHeader = 33;
    private const int Chunk = 21;

    public static byte[] Of(Drawn drawn)
    {
        using var bitmap = Monochrome.Raster(drawn);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = encoded.Span;
        return [.. png[..BehindHeader], .. Density(drawn.Resolution), .. png[BehindHeader..]];
    }

    private static byte[] Density(Resolution resolution)
    {
        var chunk = new byte[Chunk];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 9);
        "pHYs"u8.CopyTo(chunk.AsSpan(4));
        var perMetre = (int)Math.Round(resolution.DotsPerMillimetre * 1000);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), perMetre);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(12), perMetre);
        chunk[16] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(17), Crc32.HashToUInt32(chunk.AsSpan(4, 13)));
        return chunk;
    }
}
