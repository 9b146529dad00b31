using System.Diagnostics;
using System.Globalization;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>How fast the station is, for docs/dispatch.md. Run by <c>tests/station</c>, which names how many parcels.</summary>
public sealed class PaceTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Product = "6901234567892";

    [Fact]
    public async Task Seconds_from_scan_to_recorded_and_scans_a_minute()
    {
        Assert.SkipUnless(int.TryParse(Environment.GetEnvironmentVariable("TRACE_STATION_PARCELS"), out var parcels), "TRACE_STATION_PARCELS names no number: run tests/station");
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        var seconds = new List<double>();
        for (var parcel = 0; parcel < parcels; parcel++)
        {
            await station.ScanAsync(Product);
            var clock = Stopwatch.StartNew();
            await station.ScanAsync(Sscc(parcel));
            await station.UntilSentAsync(2 * (parcel + 1));
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        // As fast as the page takes them; what is signed goes out meanwhile.
        var all = Stopwatch.StartNew();
        for (var parcel = 0; parcel < parcels; parcel++)
        {
            await station.ScanAsync(Product);
            await station.ScanAsync(Sscc(parcels + parcel));
        }

        var scanned = all.Elapsed;
        await station.UntilSentAsync(4 * parcels);
        seconds.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"from the last scan of a parcel until both its statements are recorded and checked: median {seconds[parcels / 2]:0.00} s, longest {seconds[^1]:0.00} s, of {parcels}; {2 * parcels / scanned.TotalMinutes:0} scans a minute one after the other, all recorded {(all.Elapsed - scanned).TotalSeconds:0.0} s after the last"));
        Assert.Empty(station.Mistakes);
    }

    private static string Sscc(int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"06901234{number:D9}");
        var sum = body.Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 3 : 1)).Sum();
        return $"00{body}{(10 - (sum % 10)) % 10}";
    }
}
