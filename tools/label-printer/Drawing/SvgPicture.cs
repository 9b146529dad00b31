using System.Text;
using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>A label as SVG of its true size. Its letters are shapes, so that it looks the same where the font is missing.</summary>
internal static class SvgPicture
{
    public static byte[] Of(Drawn drawn)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(drawn.Width, drawn.Height), stream))
        {
            canvas.DrawColor(SKColors.White);
            Painter.Paint(canvas, drawn, outlines: true);
        }

        // Skia gives its size in pixels; a label has one in millimetres.
        var svg = Encoding.UTF8.GetString(stream.ToArray());
        var pixels = FormattableString.Invariant($"width=\"{drawn.Width}\" height=\"{drawn.Height}\"");
        var at = svg.IndexOf(pixels, StringComparison.Ordinal);
        var (width, height) = (drawn.Resolution.Millimetres(drawn.Width), drawn.Resolution.Millimetres(drawn.Height));
        return Encoding.UTF8.GetBytes(string.Concat(svg.AsSpan(0, at), FormattableString.Invariant($"width=\"{width:0.###}mm\" height=\"{height:0.###}mm\" viewBox=\"0 0 {drawn.Width} {drawn.Height}\""), svg.AsSpan(at + pixels.Length)));
    }
}
