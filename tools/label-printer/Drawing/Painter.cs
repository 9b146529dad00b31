using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>Draws a label's inks on any canvas whose unit is the label's dot.</summary>
internal static class Painter
{
    private static readonly SKSamplingOptions s_smooth = new(SKCubicResampler.Mitchell);

    /// <summary>Draws.</summary>
    /// <param name="canvas">White, or a page.</param>
    /// <param name="drawn">The label.</param>
    /// <param name="outlines">Whether letters are shapes, for formats whose readers have fonts of their own.</param>
    public static void Paint(SKCanvas canvas, Drawn drawn, bool outlines = false)
    {
        using var edge = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        using var smooth = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        foreach (var ink in drawn.Inks)
        {
            switch (ink)
            {
                case Bars bars:
                    using (var path = PathOf(bars))
                    {
                        canvas.DrawPath(path, edge);
                    }

                    break;
                case Line line:
                    Write(canvas, line, smooth, outlines);
                    break;
                case Outline outline:
                    Draw(canvas, outline);
                    break;
                case Picture picture:
                    using (var image = SKImage.FromEncodedData(picture.File.Span))
                    {
                        canvas.DrawImage(image, SKRect.Create((float)picture.X, (float)picture.Y, (float)picture.Width, (float)picture.Height), s_smooth, smooth);
                    }

                    break;
            }
        }
    }

    private static SKPath PathOf(Bars bars)
    {
        using var builder = new SKPathBuilder();
        foreach (var (x, y, width, height) in bars.Rectangles)
        {
            builder.AddRect(SKRect.Create(x, y, width, height));
        }

        return builder.Detach();
    }

    private static void Write(SKCanvas canvas, Line line, SKPaint paint, bool outlines)
    {
        using var font = LabelFont.At(line.Bold, line.Size);
        if (!outlines)
        {
            canvas.DrawText(line.Text, (float)line.X, (float)line.Baseline, SKTextAlign.Left, font, paint);
            return;
        }

        using var path = font.GetTextPath(line.Text, new SKPoint((float)line.X, (float)line.Baseline));
        canvas.DrawPath(path, paint);
    }

    private static void Draw(SKCanvas canvas, Outline outline)
    {
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = (float)outline.Stroke };
        using var dashes = outline.Dashed ? SKPathEffect.CreateDash([(float)outline.Stroke * 5, (float)outline.Stroke * 4], 0) : null;
        paint.PathEffect = dashes;
        var (radius, at) = ((float)outline.Radius, SKRect.Create((float)outline.X, (float)outline.Y, (float)outline.Width, (float)outline.Height));
        if (at.Width == 0 || at.Height == 0)
        {
            canvas.DrawLine(at.Left, at.Top, at.Right, at.Bottom, paint);
        }
        else
        {
            canvas.DrawRoundRect(at, radius, radius, paint);
        }
    }
}
