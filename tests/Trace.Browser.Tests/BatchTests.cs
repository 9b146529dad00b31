using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using static Trace.V1.Statement;

namespace Trace.Browser.Tests;

public sealed class BatchTests(PostgresFixture postgres, Chromium chromium)
{
    private const int Parcels = 300;

    [Fact]
    public async Task A_days_file_of_300_parcels_is_recorded_whole_although_the_connection_is_lost_in_the_middle_and_never_twice()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var station = await shop.EnrolAsync(device);
        var (page, day) = (station.Page, new FilePayload { Name = "发货.csv", MimeType = "text/csv", Buffer = Gbk(Day()) });
        await station.GoAsync("batch");

        var before = DateTime.UtcNow;
        await page.SetInputFilesAsync("#file", day);
        await Assertions.Expect(page.Locator("#parcels-found")).ToHaveAttributeAsync("data-count", "300");
        await Assertions.Expect(page.Locator("#lines-found")).ToHaveAttributeAsync("data-count", "400");
        await page.ClickAsync("#sign");
        await page.Locator("#batch-state[data-state=sending]").WaitForAsync();
        var signed = DateTime.UtcNow;
        await device.SetOfflineAsync(true);
        await page.WaitForTimeoutAsync(2000);
        var lost = await station.WaitingAsync();
        await device.SetOfflineAsync(false);
        await page.Locator("#batch-state[data-state=done]").WaitForAsync(new LocatorWaitForOptions { Timeout = 240_000 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{Parcels} parcels: {(DateTime.UtcNow - before).TotalSeconds:F1} s from file to all recorded, {(signed - before).TotalSeconds:F1} s of them until all is signed, 2 s without a connection included");

        Assert.True(lost > 0);
        Assert.Empty(station.Mistakes);
        var year = WaybillKey.YearOf(UnixMicroseconds.Of(DateTime.UtcNow));
        var key = await shop.Client.GetWaybillKeyAsync(year, shop.Signer, Shop.Party, TestContext.Current.CancellationToken);
        var told = (await shop.LogAsync()).Select(entry => entry.Statement).ToLookup(statement => statement.Subject.Value);
        for (var i = 0; i < Parcels; i++)
        {
            var about = told[WaybillKey.Subject(key, "zhongtong", Waybill(i), year).Value].ToList();
            Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Shipment], about.Select(statement => statement.Kind));
            Assert.Equal(i < 100 ? 2 : 1, about[1].Message.Shipment.Lines.Count);
        }

        var whole = await shop.VerifiedAsync(WaybillKey.Subject(key, "zhongtong", Waybill(7), year).Value);
        Assert.Equal(2, whole.Count);
        Assert.Equal(2, await Verified.EntriesAsync(shop, WaybillKey.Subject(key, "zhongtong", Waybill(299), year).Value));

        await page.ReloadAsync();
        await page.SetInputFilesAsync("#file", day);
        await Assertions.Expect(page.Locator("#lines-before")).ToHaveAttributeAsync("data-count", "400");
        await Assertions.Expect(page.Locator("#sign")).ToBeDisabledAsync();
    }

    // The first hundred have a second line.
    private static string Day()
    {
        var text = new StringBuilder("订单编号,快递公司,快递单号,商品编码,数量\n");
        for (var i = 0; i < Parcels; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"2026{i:D6},中通快递,{Waybill(i)},6901234567892,2");
            if (i < 100) text.AppendLine(CultureInfo.InvariantCulture, $"2026{i:D6},中通快递,{Waybill(i)},6901234567908,1");
        }

        return text.ToString();
    }

    // As spreadsheets in China save text.
    private static byte[] Gbk(string text) => CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text);

    private static string Waybill(int i) => string.Create(CultureInfo.InvariantCulture, $"7850{i:D10}");
}
