using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;
using Trace.Symbols.Pictures;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>A hostile picture is refused by what its header says, before anything is decoded.</summary>
public sealed class PictureLimitTests
{
    [Theory]
    [InlineData(5000, 4001, "5000 x 4001 pixels, must have at most 20000000")]
    [InlineData(60000, 60000, "60000 x 60000 pixels")]
    [InlineData(20001, 1, "20000 a side")]
    public void A_picture_of_too_many_pixels_is_refused_by_its_header(int width, int height, string says)
    {
        var bomb = BombOf(width, height);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<PictureRefusedException>(() => GreyPicture.Decode(bomb));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_reader_refuses_what_has_too_many_pixels()
    {
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });

        Assert.Throws<PictureRefusedException>(() => reader.Read(BombOf(60000, 60000), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a\x01\x00\x01\x00\x00\x00\x00")]
    [InlineData("BM")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    public void What_is_no_PNG_JPEG_or_WebP_is_refused(string text)
    {
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });

        Assert.Throws<PictureRefusedException>(() => reader.Read(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_picture_cut_off_anywhere_is_refused_or_read_and_nothing_else_happens()
    {
        using var bitmap = new SKBitmap(64, 64);
        using var image = SKImage.FromBitmap(bitmap);
        var whole = image.Encode(SKEncodedImageFormat.Png, 100).ToArray();
        for (var length = 0; length < whole.Length; length += 3)
        {
            try
            {
                GreyPicture.Decode(whole.AsSpan(0, length));
            }
            catch (PictureRefusedException)
            {
            }
        }
    }

    [Fact]
    public void A_file_of_too_many_bytes_is_refused_whatever_it_is()
    {
        var refused = Assert.Throws<PictureRefusedException>(() => GreyPicture.Decode(new byte[PictureLimits.MaxBytes + 1]));

        Assert.Contains($"must have at most {PictureLimits.MaxBytes}", refused.Message, StringComparison.Ordinal);
    }

    // A PNG whose header promises more than its data could ever hold.
    private static byte[] BombOf(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 0);
        using var packed = new MemoryStream();
        using (var zeros = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zeros.Write(new byte[1 << 16]);
        }

        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(typed));
        return [.. length, .. typed, .. sum];
    }

    private static uint Crc32(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (uint)-(int)(sum & 1));
            }
        }

        return ~sum;
    }
}
