using System.Globalization;
using SkiaSharp;

namespace Trace.Symbols.Pictures;

/// <summary>A picture as readers of barcodes see it: a byte of luminance a pixel, row by row from the top.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">0 is black, 255 white.</param>
public sealed record GreyPicture(int Width, int Height, byte[] Pixels)
{
    private const int BytesOfColour = 4;

    private static readonly SKEncodedImageFormat[] s_formats = [SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp];

    /// <summary>Decodes a PNG, JPEG or WebP file. What is transparent is white, of a moving picture the first frame counts.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="PictureRefusedException">It is none of these, is damaged, or exceeds <see cref="PictureLimits"/>.</exception>
    public static GreyPicture Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length > PictureLimits.MaxBytes)
        {
            throw Refused($"has {file.Length} bytes, must have at most {PictureLimits.MaxBytes}");
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || !s_formats.Contains(codec.EncodedFormat))
        {
            throw Refused("must be a PNG, JPEG or WebP file");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > PictureLimits.MaxPixels || Math.Max(width, height) > PictureLimits.MaxSide)
        {
            throw Refused($"has {width} x {height} pixels, must have at most {PictureLimits.MaxPixels} in all and {PictureLimits.MaxSide} a side");
        }

        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && ScansOf(file) is > PictureLimits.MaxScans and var scans)
        {
            throw Refused($"is a JPEG of {scans} scans, must have at most {PictureLimits.MaxScans}");
        }

        return Decode(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
    }

    /// <summary>The picture drawn larger, with cubic interpolation: bars of one or two pixels gain edges between them.</summary>
    internal GreyPicture Enlarged(int times)
    {
        using var small = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        Pixels.CopyTo(small.GetPixelSpan());
        using var large = new SKBitmap(new SKImageInfo(Width * times, Height * times, SKColorType.Gray8, SKAlphaType.Opaque));
        small.ScalePixels(large, new SKSamplingOptions(SKCubicResampler.CatmullRom));
        return new GreyPicture(large.Width, large.Height, large.GetPixelSpan().ToArray());
    }

    /// <summary>The picture with what is finer than <paramref name="radius"/> pixels made stronger: an unsharp mask over a box.</summary>
    internal GreyPicture Sharpened(int radius, double amount)
    {
        var mean = BoxMean.Of(this, radius);
        var sharp = new byte[Pixels.Length];
        for (var at = 0; at < sharp.Length; at++)
        {
            sharp[at] = (byte)Math.Clamp(Pixels[at] + (amount * (Pixels[at] - mean[at])), 0, 255);
        }

        return this with { Pixels = sharp };
    }

    private static GreyPicture Decode(SKCodec codec, SKImageInfo info)
    {
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is var result and not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            throw Refused($"can't be decoded: {result}");
        }

        var colours = bitmap.GetPixelSpan();
        var grey = new byte[info.Width * info.Height];
        for (var at = 0; at < grey.Length; at++)
        {
            var colour = colours.Slice(at * BytesOfColour, BytesOfColour);

            // ITU-R BT.601, in 1024ths; premultiplied colours over white gain what their transparency leaves.
            grey[at] = (byte)(((306 * colour[0] + 601 * colour[1] + 117 * colour[2]) >> 10) + (255 - colour[3]));
        }

        return new GreyPicture(info.Width, info.Height, grey);
    }

    // 0xFF 0xDA begins a scan, and can't stand inside one.
    private static int ScansOf(ReadOnlySpan<byte> file) => file.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);

    private static PictureRefusedException Refused(string problem) => new(string.Create(CultureInfo.InvariantCulture, $"picture: {problem}"));
}
