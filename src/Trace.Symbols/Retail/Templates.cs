using System.Numerics;

namespace Trace.Symbols.Retail;

/// <summary>What digits and the middle of a symbol look like through one blur, with what stands beside them, and how well a line fits to each.</summary>
internal sealed class Templates
{
    private readonly int _samples;
    private readonly int _context;

    /// <summary>Draws them.</summary>
    /// <param name="blur">Standard deviation, in modules.</param>
    /// <param name="gain">How much wider bars are than nominal, in modules.</param>
    /// <param name="samples">Of a module.</param>
    /// <param name="context">Samples on each side.</param>
    public Templates(float blur, float gain, int samples, int context)
    {
        (_samples, _context) = (samples, context);
        Left = [.. EanPatterns.Left.Select(pattern => Draw("01" + pattern + "01", blur, gain))];
        Right = [.. EanPatterns.Right.Select(pattern => Draw("10" + pattern + "10", blur, gain))];
        RightFromEnd = [.. Right.Select(template => template.Reverse().ToArray())];
    }

    public IReadOnlyList<float[]> Left { get; }

    public IReadOnlyList<float[]> Right { get; }

    /// <summary>The same, read backwards.</summary>
    public IReadOnlyList<float[]> RightFromEnd { get; }

    /// <summary>Normalised correlation of several of one length; <paramref name="fits"/> keeps the better of what it holds and what comes.</summary>
    public void FitAll(IReadOnlyList<float[]> templates, float[] profile, double from, double to, Span<float> fits)
    {
        var length = templates[0].Length;
        var step = (to - from) / (length - (2 * _context));
        Span<float> seen = stackalloc float[length];
        var mean = 0f;
        for (var at = 0; at < length; at++)
        {
            var place = from + ((at - _context + 0.5) * step);
            var before = Math.Clamp((int)place, 0, profile.Length - 2);

            // Dark is high, as in the patterns.
            seen[at] = -(profile[before] + ((float)Math.Clamp(place - before, 0, 1) * (profile[before + 1] - profile[before])));
            mean += seen[at];
        }

        mean /= length;
        var square = 0f;
        for (var at = 0; at < length; at++)
        {
            seen[at] -= mean;
            square += seen[at] * seen[at];
        }

        // Less than some greys of contrast is paper.
        if (square < length * 4f)
        {
            return;
        }

        for (var one = 0; one < templates.Count; one++)
        {
            var dot = Dot(seen, templates[one]);
            fits[one] = Math.Max(fits[one], dot / MathF.Sqrt(square));
        }
    }

    private static float Dot(ReadOnlySpan<float> seen, ReadOnlySpan<float> template)
    {
        var (sums, at) = (Vector<float>.Zero, 0);
        for (; at <= seen.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            sums += new Vector<float>(seen[at..]) * new Vector<float>(template[at..]);
        }

        var sum = Vector.Sum(sums);
        for (; at < seen.Length; at++)
        {
            sum += seen[at] * template[at];
        }

        return sum;
    }

    // The two modules on each side give the blur what it spreads; one of them is kept.
    private float[] Draw(string modules, float blur, float gain)
    {
        const int Beside = 2;
        const int Fine = 8;
        var kept = ((modules.Length - (2 * Beside)) * _samples) + (2 * _context);
        var drawn = new float[kept];
        for (var at = 0; at < kept; at++)
        {
            var centre = Beside + ((at - _context + 0.5) / _samples);
            var (sum, weights) = (0.0, 0.0);
            for (var part = 0; part < modules.Length * Fine; part++)
            {
                var place = (part + 0.5) / Fine;
                var weight = Math.Exp(-(place - centre) * (place - centre) / (2 * blur * blur));
                (sum, weights) = (sum + (IsDark(modules, place, gain / 2) ? weight : 0), weights + weight);
            }

            drawn[at] = (float)(sum / weights);
        }

        var mean = drawn.Average();
        var norm = MathF.Sqrt(drawn.Sum(value => (value - mean) * (value - mean)));
        return [.. drawn.Select(value => (value - mean) / norm)];
    }

    private static bool IsDark(string modules, double place, double gain)
    {
        bool At(double where) => modules[(int)Math.Clamp(where, 0, modules.Length - 1)] == '1';
        return gain >= 0 ? At(place - gain) || At(place + gain) : At(place + gain) && At(place - gain);
    }
}
