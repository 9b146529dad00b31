namespace Trace.Symbols.Retail;

/// <summary>
/// Reads an EAN-13 or UPC-A symbol from the brightness along one line: from a first and a last bar, each digit is the pattern that fits best,
/// blurred as the picture is. Nothing is reduced to black and white, so that bars may run into each other.
/// </summary>
internal static class EanLine
{
    private const int SamplesOfModule = 4;
    private const double Context = 1;

    // 59 bars and spaces, of which blur swallows some and noise adds a few.
    private const int LeastElements = 35;
    private const int MostElements = 64;

    private const float LeastFit = 0.72f;
    private const float LeastMeanFit = 0.87f;
    private const float LeastLead = 0.010f;

    // Blur as a deviation, and how much wider than nominal bars are, both in modules: overexposed bars are thin, and printed ink spreads.
    private static readonly (float Blur, float Gain)[] s_looks = [(0.35f, 0), (0.7f, 0), (0.35f, -0.4f), (0.5f, 0.35f)];
    private const double CentreTolerance = 2;
    private const double GuardTolerance = 1.7;
    private static readonly double[] s_widths = [1, 0.93, 1.07];
    private static readonly double[] s_firstWidths = [1, 0.93, 1.07, 0.86, 1.15, 0.78, 1.24];
    private static readonly double[] s_shifts = [0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45];
    private static readonly Templates[] s_templates = [.. s_looks.Select(look => new Templates(look.Blur, look.Gain, SamplesOfModule, (int)(Context * SamplesOfModule)))];

    /// <summary>What the line says, with how well the worst digit fits; several answers where several symbols may stand on it.</summary>
    public static IEnumerable<(string Digits, float Fit)> Read(float[] profile)
    {
        var edges = LineEdges.Of(profile);
        for (var first = 0; first + LeastElements < edges.Count; first++)
        {
            if (!edges[first].Darker)
            {
                continue;
            }

            for (var last = first + LeastElements; last < Math.Min(edges.Count, first + MostElements); last++)
            {
                if (!edges[last].Darker && IsGuarded(edges, first, last) && Fit(profile, edges[first].At, edges[last].At) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    private static bool IsGuarded(List<(double At, bool Darker)> edges, int first, int last)
    {
        var module = (edges[last].At - edges[first].At) / EanPatterns.Modules;
        bool IsGuard(int from, int towards) => IsThreeWide(Math.Abs(edges[from + (3 * towards)].At - edges[from].At)) || IsThreeWide(Math.Abs(edges[from + towards].At - edges[from].At));
        bool IsThreeWide(double width) => Math.Abs(width - (EanPatterns.ModulesOfGuard * module)) < GuardTolerance * module;

        // Blur makes one bar of a guard's two.
        return IsGuard(first, 1) && IsGuard(last, -1)
            && (first == 0 || edges[first].At - edges[first - 1].At > 1.2 * module)
            && (last == edges.Count - 1 || edges[last + 1].At - edges[last].At > 1.2 * module);
    }

    private static (string Digits, float Fit)? Fit(float[] profile, double start, double end)
    {
        (string Digits, float Fit)? best = null;
        foreach (var templates in s_templates)
        {
            if (Fit(profile, start, end, templates) is { } found && (best is null || found.Fit > best.Value.Fit))
            {
                best = found;
            }
        }

        return best;
    }

    private static (string Digits, float Fit)? Fit(float[] profile, double start, double end, Templates templates)
    {
        var module = (end - start) / EanPatterns.Modules;
        var left = Half(profile, start, module, templates.Left, templates);
        var right = left is null ? null : Half(profile, end, -module, templates.RightFromEnd, templates);
        if (left is null || right is null || Math.Abs(right.End - left.End - (EanPatterns.ModulesOfCentre * module)) > CentreTolerance * module)
        {
            return null;
        }

        return (left.Sum + right.Sum) / (2 * EanPatterns.DigitsOfHalf) >= LeastMeanFit && EanPatterns.Join(left.Places, [.. right.Places.Reverse()]) is { } digits
            ? (digits, Math.Min(left.Worst, right.Worst))
            : null;
    }

    // From a guard inwards, digit by digit: where one ends and how wide it was says where the next one is looked for, so that slant and bend are followed.
    private static HalfRead? Half(float[] profile, double guard, double mean, IReadOnlyList<float[]> patterns, Templates templates)
    {
        HalfRead? best = null;
        foreach (var start in s_firstWidths)
        {
            var module = mean * start;
            var place = guard + (EanPatterns.ModulesOfGuard * module);
            var (places, worst, sum) = (new int[EanPatterns.DigitsOfHalf], 1f, 0f);
            for (var digit = 0; digit < EanPatterns.DigitsOfHalf; digit++)
            {
                var found = Best(patterns, profile, place, module, templates);
                if (found.Fit < LeastFit || found.Lead < LeastLead)
                {
                    places = null;
                    break;
                }

                places[digit] = found.Pattern;
                (worst, sum) = (Math.Min(worst, found.Fit), sum + found.Fit);
                place = found.End;
                module = (module + found.Module) / 2;
            }

            if (places is not null && (best is null || sum > best.Sum))
            {
                best = new HalfRead(places, place, worst, sum);
            }
        }

        return best;
    }

    private static (int Pattern, float Fit, float Lead, double End, double Module) Best(IReadOnlyList<float[]> patterns, float[] profile, double from, double module, Templates templates)
    {
        Span<float> fits = stackalloc float[patterns.Count];
        Span<float> tried = stackalloc float[patterns.Count];
        fits.Fill(-1);
        var (top, end, width) = (-1f, from, module);
        foreach (var scale in s_widths)
        {
            foreach (var shift in s_shifts)
            {
                var start = from + (shift * module);
                var stop = start + (EanPatterns.ModulesOfDigit * module * scale);
                tried.Fill(-1);
                templates.FitAll(patterns, profile, start, stop, tried);
                for (var one = 0; one < fits.Length; one++)
                {
                    fits[one] = Math.Max(fits[one], tried[one]);
                    if (tried[one] > top)
                    {
                        (top, end, width) = (tried[one], stop, module * scale);
                    }
                }
            }
        }

        var best = fits.IndexOf(top);
        var second = -1f;
        for (var one = 0; one < fits.Length; one++)
        {
            second = one == best ? second : Math.Max(second, fits[one]);
        }

        return (best, top, top - second, end, width);
    }

    private sealed record HalfRead(IReadOnlyList<int> Places, double End, float Worst, float Sum);
}
