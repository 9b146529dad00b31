using SkiaSharp;
using Trace.LabelPrinter.Layouts;
using Trace.Tool;

namespace Trace.LabelPrinter.Drawing;

/// <summary>Turns a label into what is drawn, at a printer's dots.</summary>
internal static class Composition
{
    public static Drawn Of(Label label, Resolution resolution, SymbolSource symbols) => new(
        label.Name,
        resolution.Dots(label.Width),
        resolution.Dots(label.Height),
        resolution,
        [.. label.Elements.SelectMany(element => Of(element, resolution, symbols))]);

    private static IEnumerable<Ink> Of(Element element, Resolution resolution, SymbolSource symbols) => element switch
    {
        SymbolElement symbol => SymbolFit.Fit(symbol, symbols.Of(symbol), resolution),
        TextElement text => TextFit.Fit(text, resolution),
        RectangleElement rectangle => [Of(rectangle, resolution)],
        ImageElement image => [Of(image, resolution)],
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "no such element"),
    };

    private static Ink Of(RectangleElement rectangle, Resolution resolution)
    {
        var (at, stroke) = (rectangle.At, Math.Max(1, resolution.Dots(rectangle.Line)));
        var (x, y, width, height) = (resolution.Dots(at.X), resolution.Dots(at.Y), resolution.Dots(at.Width), resolution.Dots(at.Height));
        if (rectangle.Line == 0)
        {
            return new Bars([(x, y, width, height)]);
        }

        return !rectangle.Dashed && (width == 0 || height == 0)
            ? new Bars([(x, y, Math.Max(width, stroke), Math.Max(height, stroke))])
            : new Outline(x + (stroke / 2.0), y + (stroke / 2.0), Math.Max(0, width - stroke), Math.Max(0, height - stroke), stroke, rectangle.Radius * resolution.DotsPerMillimetre, rectangle.Dashed);
    }

    private static Picture Of(ImageElement image, Resolution resolution)
    {
        using var data = SKData.CreateCopy(image.Picture.Span);
        using var codec = SKCodec.Create(data) ?? throw new UsageException("image: must be a PNG or JPEG picture");
        if ((long)codec.Info.Width * codec.Info.Height > 20_000_000)
        {
            throw new UsageException($"image of {codec.Info.Width} x {codec.Info.Height} pixels: must have at most 20,000,000");
        }

        var dots = resolution.DotsPerMillimetre;
        var scale = Math.Min(image.At.Width * dots / codec.Info.Width, image.At.Height * dots / codec.Info.Height);
        var (width, height) = (codec.Info.Width * scale, codec.Info.Height * scale);
        return new Picture((image.At.X * dots) + (((image.At.Width * dots) - width) / 2), (image.At.Y * dots) + (((image.At.Height * dots) - height) / 2), width, height, image.Picture);
    }
}
