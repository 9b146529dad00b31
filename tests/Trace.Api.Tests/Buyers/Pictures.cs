using System.Text;
using SkiaSharp;

namespace Trace.Api.Tests.Buyers;

/// <summary>Pictures as phones and attackers make them.</summary>
internal static class Pictures
{
    public static byte[] Encoded(SKEncodedImageFormat format, int width = 320, int height = 200, byte alpha = 255)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(200, 40, 40, alpha));
        // A green left half: what is turned or mirrored shows.
        for (var x = 0; x < width / 2; x++)
        {
            for (var y = 0; y < height; y++)
            {
                bitmap.SetPixel(x, y, new SKColor(20, 160, 60, alpha));
            }
        }

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A JPEG whose EXIF says where it was taken, 26 degrees north, and that it is to be turned.</summary>
    public static byte[] WithGps(int orientation = 6)
    {
        var exif = Exif(orientation);
        return WithSegment(Encoded(SKEncodedImageFormat.Jpeg), 0xE1, exif);
    }

    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] content) =>
        [.. jpeg[..2], 0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content, .. jpeg[2..]];

    // TIFF, little-endian (CIPA DC-008): IFD0 with orientation and a pointer to a GPS IFD with latitude reference and latitude.
    private static byte[] Exif(int orientation)
    {
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write("II*\0"u8);
        writer.Write(8u);
        writer.Write((ushort)2);
        Entry(writer, 0x0112, 3, 1, (uint)orientation);
        Entry(writer, 0x8825, 4, 1, 8 + 2 + 24 + 4);
        writer.Write(0u);
        writer.Write((ushort)2);
        Entry(writer, 0x0001, 2, 2, 'N');
        Entry(writer, 0x0002, 5, 3, 38 + 2 + 24 + 4);
        writer.Write(0u);
        foreach (var part in new uint[] { 26, 1, 3, 1, 41, 1 })
        {
            writer.Write(part);
        }

        return [.. "Exif\0\0"u8, .. tiff.ToArray(), .. Encoding.ASCII.GetBytes("GPS-MARK 26.0613 N 119.3062 E")];
    }

    private static void Entry(BinaryWriter writer, ushort tag, ushort type, uint count, uint value)
    {
        writer.Write(tag);
        writer.Write(type);
        writer.Write(count);
        writer.Write(value);
    }
}
