using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Domain.Places;

namespace Trace.Domain.Products;

/// <summary>Two places of one item or parcel that no goods travel between in the time.</summary>
internal static class TravelFlags
{
    private const double MaxKilometresPerHour = 1000;
    private static readonly TimeSpan BetweenReceipts = TimeSpan.FromHours(2);

    public static IEnumerable<Flag> ImplausibleTravel(JoinedHistory history, FlagContext context)
    {
        if (!history.Subject.Is(SubjectKind.Item | SubjectKind.Parcel))
        {
            return [];
        }

        // A way between two places is at most as long as the ways over those between them, so that neighbours in time are enough.
        var places = history.Happened().Where(said => said.Region != default && (said.MovesGoods || said.Message.Inspection is not null)).ToList();
        return TooFast(places).Concat(TwoReceipts([.. places.Where(said => said.IsReceipt)])).DistinctBy(flag => flag.On.Position);
    }

    private static IEnumerable<Flag> TooFast(List<Said> places)
    {
        foreach (var (before, after) in places.Zip(places.Skip(1)))
        {
            var hours = after.Moment.Since(before.Moment).TotalHours;
            if (Region.KilometresBetween(before.Region, after.Region) is { } way and > 0 && way > hours * MaxKilometresPerHour)
            {
                yield return Flag.Of(FlagKind.ImplausibleTravel, after, Describe(before, after, way), before);
            }
        }
    }

    private static IEnumerable<Flag> TwoReceipts(List<Said> receipts)
    {
        foreach (var (before, after) in receipts.Zip(receipts.Skip(1)))
        {
            if (before.Province != after.Province && after.Moment.Since(before.Moment) < BetweenReceipts)
            {
                yield return Flag.Of(FlagKind.ImplausibleTravel, after, Describe(before, after, Region.KilometresBetween(before.Region, after.Region)), before);
            }
        }
    }

    private static string Describe(Said before, Said after, double? way)
    {
        var minutes = after.Moment.Since(before.Moment).TotalMinutes;
        return string.Create(CultureInfo.InvariantCulture, $"{before.Province} to {after.Province}{(way is null ? "" : $", about {way:F0} km,")} in {minutes:F0} minutes");
    }
}
