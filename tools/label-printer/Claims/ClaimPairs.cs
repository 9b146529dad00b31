using System.Text;
using Trace.Client;
using Trace.Domain.Barcodes;

namespace Trace.LabelPrinter.Claims;

/// <summary>Makes claims on all processors and writes them in lines, in any order: they are random.</summary>
internal static class ClaimPairs
{
    private const int LinesOfPart = 64;

    /// <summary>Writes <paramref name="count"/> pairs.</summary>
    /// <param name="secret">Visible code, covered code, link and claim key, as CSV.</param>
    /// <param name="open">Visible code and claim key alone.</param>
    /// <param name="count">How many.</param>
    /// <param name="ledger">The ledger's name, which each key is bound to.</param>
    /// <param name="subject">What the links are about, or empty.</param>
    /// <param name="address">The service's.</param>
    /// <param name="progress">Is told how many are made.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Write(Stream secret, Stream? open, int count, string ledger, string subject, PublicAddress address, IProgress<int>? progress, CancellationToken cancellation)
    {
        secret.Write("visible,covered,link,claim_key\n"u8);
        open?.Write("visible,claim_key\n"u8);
        var (done, gate) = (0, new object());
        var parts = Enumerable.Range(0, (count + LinesOfPart - 1) / LinesOfPart).Select(part => Math.Min(LinesOfPart, count - (part * LinesOfPart)));
        Parallel.ForEach(parts, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, lines =>
        {
            var (hidden, shown) = (new StringBuilder(), new StringBuilder());
            for (var line = 0; line < lines; line++)
            {
                var (claim, visible) = (Claim.Create(ledger), CrockfordBase32.NewSerial());
                var key = Convert.ToHexStringLower(claim.Key.Key.Span);
                hidden.Append(visible).Append(',').Append(claim.Code.Grouped).Append(',').Append(InsertValues.LinkOf(claim.Code, subject, address)).Append(',').Append(key).Append('\n');
                shown.Append(visible).Append(',').Append(key).Append('\n');
            }

            lock (gate)
            {
                secret.Write(Encoding.ASCII.GetBytes(hidden.ToString()));
                open?.Write(Encoding.ASCII.GetBytes(shown.ToString()));
                progress?.Report(done += lines);
            }
        });
    }
}
