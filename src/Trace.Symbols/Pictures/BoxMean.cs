namespace Trace.Symbols.Pictures;

/// <summary>The mean of the square around each pixel, by running sums: its cost does not grow with the square.</summary>
internal static class BoxMean
{
    public static float[] Of(GreyPicture picture, int radius)
    {
        var (width, height) = (picture.Width, picture.Height);
        var rows = new float[picture.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            Run(width, radius, at => picture.Pixels[(y * width) + at], (at, mean) => rows[(y * width) + at] = mean);
        }

        var means = new float[rows.Length];
        for (var x = 0; x < width; x++)
        {
            Run(height, radius, at => rows[(at * width) + x], (at, mean) => means[(at * width) + x] = mean);
        }

        return means;
    }

    private static void Run(int length, int radius, Func<int, float> read, Action<int, float> write)
    {
        var sum = 0f;
        for (var at = -radius; at <= radius; at++)
        {
            sum += read(Math.Clamp(at, 0, length - 1));
        }

        for (var at = 0; at < length; at++)
        {
            write(at, sum / ((2 * radius) + 1));
            sum += read(Math.Min(at + radius + 1, length - 1)) - read(Math.Max(at - radius, 0));
        }
    }
}
