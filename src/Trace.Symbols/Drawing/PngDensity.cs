using System.Buffers.Binary;
using System.IO.Hashing;

namespace Trace.Symbols.Drawing;

/// <summary>Says in a PNG file how large its pixels are (chunk <c>pHYs</c>), so that programs print it at its size.</summary>
public static class PngDensity
{
    // Behind the signature of 8 bytes and IHDR, whose chunk has 25.
    private const int BehindHeader = 33;
    private const int Chunk = 21;

    /// <summary>The file with it.</summary>
    /// <param name="png">A PNG file that says none yet.</param>
    /// <param name="dotsPerMillimetre">Of both directions.</param>
    public static byte[] Set(ReadOnlySpan<byte> png, double dotsPerMillimetre)
    {
        var chunk = new byte[Chunk];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 9);
        "pHYs"u8.CopyTo(chunk.AsSpan(4));
        var perMetre = (int)Math.Round(dotsPerMillimetre * 1000);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), perMetre);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(12), perMetre);
        chunk[16] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(17), Crc32.HashToUInt32(chunk.AsSpan(4, 13)));
        return [.. png[..BehindHeader], .. chunk, .. png[BehindHeader..]];
    }
}
