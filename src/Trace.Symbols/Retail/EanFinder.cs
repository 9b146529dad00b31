using System.Diagnostics;
using Trace.Symbols.Pictures;

namespace Trace.Symbols.Retail;

/// <summary>
/// Finds EAN and UPC symbols that are too blurred, too small or cut too close for ZXing-C++, which looks at black and white. Lines over the picture vote:
/// a number is told if enough of them say it, and none that contradicts it comes near.
/// </summary>
internal static class EanFinder
{
    private const int LeastVotes = 3;
    private const int EnoughVotes = 10;
    private const int LeastLead = 3;

    /// <summary>The 13 digits that the lines agree on, a UPC-A's with a zero in front; null where nothing is sure.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="within">No line is begun after that.</param>
    public static string? Find(GreyPicture picture, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        var votes = new Dictionary<string, int>();
        foreach (var profile in ScanLines.Over(picture))
        {
            foreach (var (digits, _) in Both(profile).DistinctBy(found => found.Digits))
            {
                votes[digits] = votes.GetValueOrDefault(digits) + 1;
            }

            if (Stopwatch.GetElapsedTime(began) > within || (votes.Count > 0 && votes.Values.Max() >= EnoughVotes && Elect(votes) is not null))
            {
                break;
            }
        }

        return Elect(votes);
    }

    private static string? Elect(Dictionary<string, int> votes)
    {
        var ranked = votes.OrderByDescending(vote => vote.Value).Take(2).ToArray();
        return ranked.Length > 0 && ranked[0].Value >= LeastVotes && (ranked.Length == 1 || ranked[0].Value >= LeastLead * ranked[1].Value) ? ranked[0].Key : null;
    }

    private static IEnumerable<(string Digits, float Fit)> Both(float[] profile)
    {
        float[] backwards = [.. profile.Reverse()];
        return EanLine.Read(profile).Concat(EanLine.Read(backwards));
    }
}
