using Trace.Api.Tests;
using Trace.V1;

namespace Trace.Browser.Tests;

public sealed class PackingTests(PostgresFixture postgres, Chromium chromium)
{
    [Fact]
    public async Task A_station_that_was_granted_its_key_records_a_parcel_signed_in_the_browser()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);

        await station.ScanAsync("6901234567892");
        await station.ScanAsync("00069012345000000011");
        await station.UntilSentAsync();

        Assert.Empty(station.Mistakes);
        var entries = await shop.VerifiedAsync("00/069012345000000011");
        Assert.Equal([Statement.PayloadOneofCase.Sale, Statement.PayloadOneofCase.Shipment], entries.Select(entry => entry.Entry.Statement.Kind));
    }
}
