using Trace.Symbols.Pictures;

namespace Trace.Symbols.Retail;

/// <summary>Straight lines over a picture in many directions, as a laser would sweep it; brightness along each, in steps of half a pixel.</summary>
internal static class ScanLines
{
    private const double Step = 0.5;
    private const int LinesOfDirection = 32;

    // Bars are longer than they are wide: a line may lean this much and still cross them all.
    private static readonly double[] s_degrees = [0, 90, -12, 12, 78, 102, -25, 25, 65, 115, 45, 135];

    public static IEnumerable<float[]> Over(GreyPicture picture)
    {
        foreach (var degrees in s_degrees)
        {
            var (dx, dy) = (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180));
            var reach = (Math.Abs(picture.Width * dy) + Math.Abs(picture.Height * dx)) / 2;
            for (var line = 0; line < LinesOfDirection; line++)
            {
                var aside = reach * (((2 * line) + 1.0) / LinesOfDirection - 1);
                if (Along(picture, dx, dy, aside) is { Length: > 100 } profile)
                {
                    yield return profile;
                }
            }
        }
    }

    // The mean of three neighbours, since noise differs from one to the next and bars don't.
    private static float[] Along(GreyPicture picture, double dx, double dy, double aside)
    {
        var (x0, y0) = ((picture.Width / 2.0) - (aside * dy), (picture.Height / 2.0) + (aside * dx));
        var (from, to) = Inside(x0, dx, picture.Width, Inside(y0, dy, picture.Height, (double.NegativeInfinity, double.PositiveInfinity)));
        if (to - from < 2)
        {
            return [];
        }

        var profile = new float[(int)((to - from) / Step)];
        for (var at = 0; at < profile.Length; at++)
        {
            var (x, y) = (x0 + ((from + (at * Step)) * dx), y0 + ((from + (at * Step)) * dy));
            profile[at] = (Pixel(picture, x, y) + Pixel(picture, x - dy, y + dx) + Pixel(picture, x + dy, y - dx)) / 3;
        }

        return profile;
    }

    private static (double From, double To) Inside(double start, double step, int size, (double From, double To) range)
    {
        if (Math.Abs(step) < 1e-9)
        {
            return start >= 0 && start < size ? range : (0, 0);
        }

        var (a, b) = (-start / step, (size - 1 - start) / step);
        return (Math.Max(range.From, Math.Min(a, b)), Math.Min(range.To, Math.Max(a, b)));
    }

    private static float Pixel(GreyPicture picture, double x, double y)
    {
        var (left, top) = (Math.Clamp((int)x, 0, picture.Width - 2), Math.Clamp((int)y, 0, picture.Height - 2));
        var (across, down) = ((float)Math.Clamp(x - left, 0, 1), (float)Math.Clamp(y - top, 0, 1));
        var at = (top * picture.Width) + left;
        var pixels = picture.Pixels;
        var above = pixels[at] + (across * (pixels[at + 1] - pixels[at]));
        var below = pixels[at + picture.Width] + (across * (pixels[at + picture.Width + 1] - pixels[at + picture.Width]));
        return above + (down * (below - above));
    }
}
