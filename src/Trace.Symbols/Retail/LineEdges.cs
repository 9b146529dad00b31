namespace Trace.Symbols.Retail;

/// <summary>Where a line of brightness goes from light to dark and back, between its extremes, to a fraction of a step.</summary>
internal static class LineEdges
{
    // A tenth of the whole contrast: blurred bars next to each other leave no more.
    private const float LeastContrast = 0.08f;
    private const float LeastGreys = 5;

    /// <summary>Places in order; dark begins at each where <c>Darker</c> is true.</summary>
    public static List<(double At, bool Darker)> Of(ReadOnlySpan<float> profile)
    {
        var (lowest, highest) = (float.MaxValue, float.MinValue);
        foreach (var value in profile)
        {
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        var least = Math.Max(LeastGreys, LeastContrast * (highest - lowest));
        var edges = new List<(double, bool)>();
        var (top, bottom) = (0, 0);
        bool? rises = null;
        for (var at = 1; at < profile.Length; at++)
        {
            top = profile[at] >= profile[top] ? at : top;
            bottom = profile[at] <= profile[bottom] ? at : bottom;
            if (rises != false && profile[top] - profile[at] >= least)
            {
                Add(profile, edges, bottom, top, rises is not null);
                (rises, bottom) = (false, at);
            }
            else if (rises != true && profile[at] - profile[bottom] >= least)
            {
                Add(profile, edges, top, bottom, rises is not null);
                (rises, top) = (true, at);
            }
        }

        if (rises is { } up)
        {
            Add(profile, edges, up ? bottom : top, up ? top : bottom, true);
        }

        return edges;
    }

    // Before the first extreme there is no other.
    private static void Add(ReadOnlySpan<float> profile, List<(double At, bool Darker)> edges, int from, int to, bool isEdge)
    {
        if (isEdge && to > from)
        {
            edges.Add((Middle(profile, from, to), profile[to] < profile[from]));
        }
    }

    private static double Middle(ReadOnlySpan<float> profile, int from, int to)
    {
        var level = (profile[from] + profile[to]) / 2;
        for (var at = from + 1; at <= to; at++)
        {
            if ((profile[at] - level) * (profile[from] - level) <= 0)
            {
                var step = profile[at] - profile[at - 1];
                return step == 0 ? at : at - 1 + ((level - profile[at - 1]) / step);
            }
        }

        return to;
    }
}
