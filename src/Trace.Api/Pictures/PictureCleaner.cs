using System.Globalization;
using SkiaSharp;
using Trace.Domain.Disclosures;

namespace Trace.Api.Pictures;

/// <summary>A file is no picture that is taken; the message states the rule and what came.</summary>
internal sealed class PictureRefusedException(string message, bool isTooLarge) : FormatException(message)
{
    public bool IsTooLarge { get; } = isTooLarge;
}

/// <summary>
/// Draws a picture anew, upright and no larger than a page shows it, as a JPEG of pixels alone: where and when it was taken, with which device, and
/// whatever else travelled in the file stays behind.
/// </summary>
internal static class PictureCleaner
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 12 << 20;

    /// <summary>The most pixels, width times height: looked at before anything is decoded.</summary>
    public const int MaxPixels = 20_000_000;

    /// <summary>The longer side of what comes out, at most.</summary>
    public const int ShownSide = 1600;

    private const int MaxSide = 16_384;
    private const int MaxScans = 100;

    private static readonly SKEncodedImageFormat[] s_formats = [SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp];
    private static readonly int[] s_qualities = [85, 70, 50, 30];

    /// <summary>The JPEG file of a PNG, JPEG or WebP file. Transparent is white; of a moving picture the first frame counts.</summary>
    /// <exception cref="PictureRefusedException">It is none of these, is damaged, or exceeds a limit.</exception>
    public static byte[] Clean(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxBytes)
        {
            throw Refused($"has {file.Length} bytes, must have at most {MaxBytes}", isTooLarge: true);
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || !s_formats.Contains(codec.EncodedFormat))
        {
            throw Refused("must be a PNG, JPEG or WebP file");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > MaxPixels || Math.Max(width, height) > MaxSide)
        {
            throw Refused($"has {width} x {height} pixels, must have at most {MaxPixels} in all and {MaxSide} a side", isTooLarge: true);
        }

        // Each scan of a progressive JPEG goes over the whole picture.
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && file.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) is > MaxScans and var scans)
        {
            throw Refused($"is a JPEG of {scans} scans, must have at most {MaxScans}");
        }

        using var drawn = Draw(codec);
        return Encode(drawn);
    }

    private static SKBitmap Draw(SKCodec codec)
    {
        var scale = Math.Min(1f, (float)ShownSide / Math.Max(codec.Info.Width, codec.Info.Height));
        // JPEG decodes into eighths by itself: a camera's picture never stands in memory at full size.
        var size = codec.GetScaledDimensions(scale);
        if (size.Width < codec.Info.Width * scale || size.Height < codec.Info.Height * scale)
        {
            size = new SKSizeI(codec.Info.Width, codec.Info.Height);
        }

        using var colours = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours);
        using var decoded = new SKBitmap(info);
        if (codec.GetPixels(info, decoded.GetPixels()) is var result and not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            throw Refused($"can't be decoded: {result}");
        }

        var (width, height) = (Math.Max(1, (int)MathF.Round(codec.Info.Width * scale)), Math.Max(1, (int)MathF.Round(codec.Info.Height * scale)));
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        // Without a colour space: an encoder that knows one writes it into the file.
        var upright = new SKBitmap(new SKImageInfo(isTurned ? height : width, isTurned ? width : height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(upright);
        canvas.Clear(SKColors.White);
        canvas.SetMatrix(Upright(codec.EncodedOrigin, upright.Width, upright.Height));
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return upright;
    }

    private static byte[] Encode(SKBitmap drawn)
    {
        using var pixels = drawn.PeekPixels() ?? throw new InvalidOperationException("a picture that was drawn has pixels");
        foreach (var quality in s_qualities)
        {
            using var encoded = pixels.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
                ?? throw new InvalidOperationException("a picture that was drawn could not be written");
            if (encoded.Size <= AuthoredContent.MaxPictureBytes)
            {
                var file = encoded.ToArray();
                return BareJpeg.Problem(file) is { } problem ? throw new InvalidOperationException($"what was drawn anew is not of pixels alone: {problem}") : file;
            }
        }

        throw Refused("holds more detail than a page shows", isTooLarge: true);
    }

    // The turn that EXIF's orientation asks for (CIPA DC-008, tag 0x0112), in a picture that has the upright one's size.
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static PictureRefusedException Refused(string problem, bool isTooLarge = false) => new(string.Create(CultureInfo.InvariantCulture, $"picture: {problem}"), isTooLarge);
}
