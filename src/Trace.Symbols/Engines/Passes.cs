using Trace.Symbols.Pictures;
using Trace.Symbols.Retail;

namespace Trace.Symbols.Engines;

/// <summary>
/// In which ways one picture is looked at: as it is; where nothing was found, by the lines of <see cref="EanFinder"/>, enlarged, and sharpened. A retail number that ZXing
/// saw on few lines is believed only if those lines don't say another.
/// </summary>
internal static class Passes
{
    // Misread numbers of the corpus were seen on 2 to 6 lines, right ones on up to 60.
    private const int SureLines = 12;
    private const int FewLines = 3;
    private const int MaxEnlarged = 1_000_000;

    // A bound for hostile pictures. Ordinary ones are done in a fraction of it also on a busy machine, so that what is found is not a matter of load.
    private static readonly TimeSpan s_finderWithin = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<BarcodeRead> Over(GreyPicture picture, Func<GreyPicture, IReadOnlyList<BarcodeRead>> look)
    {
        var found = Confirmed(picture, look(picture));
        if (found.Count > 0)
        {
            return found;
        }

        if (EanFinder.Find(picture, s_finderWithin) is { } digits)
        {
            return [Retail(picture, digits)];
        }

        if (picture.Width * picture.Height > MaxEnlarged)
        {
            return [];
        }

        var enlarged = picture.Enlarged(2);
        return Variants(enlarged).Select(variant => Confirmed(picture, Halved(look(variant)))).FirstOrDefault(reads => reads.Count > 0, []);
    }

    private static IEnumerable<GreyPicture> Variants(GreyPicture enlarged)
    {
        yield return enlarged;
        yield return enlarged.Sharpened(3, 1.5);
        yield return enlarged.Sharpened(2, -1);
    }

    private static IReadOnlyList<BarcodeRead> Confirmed(GreyPicture picture, IReadOnlyList<BarcodeRead> found)
    {
        if (!found.Any(IsDoubtful))
        {
            return found;
        }

        var elected = EanFinder.Find(picture, s_finderWithin);
        return elected is null
            ? [.. found.Where(read => !IsDoubtful(read) || read.Lines > FewLines)]
            : [.. found.Where(read => !IsDoubtful(read) && read.Text != elected), found.FirstOrDefault(read => read.Text == elected) ?? Retail(picture, elected)];
    }

    private static bool IsDoubtful(BarcodeRead read) => read.Symbology is "EAN13" or "UPCA" && read.Lines < SureLines;

    private static BarcodeRead Retail(GreyPicture picture, string digits) =>
        new("EAN13", "]E0", digits, System.Text.Encoding.ASCII.GetBytes(digits), [(0, 0), (picture.Width, 0), (picture.Width, picture.Height), (0, picture.Height)]);

    private static IReadOnlyList<BarcodeRead> Halved(IReadOnlyList<BarcodeRead> found) =>
        [.. found.Select(read => read with { Corners = [.. read.Corners.Select(corner => (corner.X / 2, corner.Y / 2))] })];
}
