using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using Trace.Symbols.Pictures;

namespace Trace.Labels.Tests;

/// <summary>A label as a printer that speaks TSPL would burn it: the bits of its BITMAP command, read by this file alone.</summary>
/// <param name="Width">Dots.</param>
/// <param name="Height">Dots.</param>
/// <param name="Dark">Row by row.</param>
internal sealed partial record Burnt(int Width, int Height, bool[] Dark)
{
    /// <summary>All labels of a job.</summary>
    public static IEnumerable<Burnt> Of(byte[] job)
    {
        var text = Encoding.Latin1.GetString(job);
        for (var from = 0; from < job.Length;)
        {
            var bitmap = Bitmap().Match(text, from);
            if (!bitmap.Success)
            {
                yield break;
            }

            var (stride, height) = (int.Parse(bitmap.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(bitmap.Groups[2].Value, CultureInfo.InvariantCulture));
            var data = bitmap.Index + bitmap.Length;
            yield return new Burnt(stride * 8, height, [.. Enumerable.Range(0, stride * 8 * height).Select(bit => (job[data + (bit >> 3)] & (0x80 >> (bit & 7))) == 0)]);
            from = data + (stride * height);
        }
    }

    /// <summary>As a reader of pictures sees it, with some white around it.</summary>
    public GreyPicture ToPicture()
    {
        const int Edge = 24;
        var (width, height) = (Width + (2 * Edge), Height + (2 * Edge));
        var pixels = new byte[width * height];
        Array.Fill(pixels, byte.MaxValue);
        for (var at = 0; at < Dark.Length; at++)
        {
            if (Dark[at])
            {
                pixels[((Edge + (at / Width)) * width) + Edge + (at % Width)] = 0;
            }
        }

        return new GreyPicture(width, height, pixels);
    }

    /// <summary>As a PNG file, for a reader that is another program.</summary>
    public byte[] ToPng()
    {
        var picture = ToPicture();
        using var bitmap = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        picture.Pixels.CopyTo(bitmap.GetPixelSpan());
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    [GeneratedRegex(@"BITMAP 0,0,(\d+),(\d+),0,")]
    private static partial Regex Bitmap();
}
