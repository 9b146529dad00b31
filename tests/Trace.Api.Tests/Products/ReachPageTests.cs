using System.Net;
using System.Security.Cryptography;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>The page of where a lot went, from the index of links beside the log.</summary>
public class ReachPageTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
    private static readonly SubjectKey Lot = SubjectKey.ForLot(Product, "L1");
    private static readonly SubjectKey Parcel = SubjectKey.ForLogisticUnit(Sscc.Parse("095212340000000013"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_counts_and_lists_no_serial_and_follows_the_log_as_it_grows()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Http };
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer, Role.Seller);
        await client.RecordAsync(shop.Make(Lot, new Listing { Name = new Text { Zh = "福鼎茶", En = "Fuding tea" } }), Cancellation);

        Assert.Contains("data-province", await SellAsync("S1", "440000"), StringComparison.Ordinal);
        await client.RecordAsync(shop.Make(Parcel, new Shipment { To = "310000", Lines = { new Line { Line_ = 1, Subject = Lot.Value } } }), Cancellation);

        // Of the lot the first answer is good for some seconds; of its product nobody asked yet.
        var page = await http.GetStringAsync(new Uri($"/reach/{Product}?lang=en", UriKind.Relative), Cancellation);
        Assert.Contains("Guangdong", page, StringComparison.Ordinal);
        Assert.Contains("Shanghai", page, StringComparison.Ordinal);
        Assert.Contains("nobody says that they were received", page, StringComparison.Ordinal);
        Assert.DoesNotContain("S1", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Parcel.Value, page, StringComparison.Ordinal);
        Assert.DoesNotContain("reach.", page, StringComparison.Ordinal);

        foreach (var (address, status) in new[] { ($"/reach/{Product}/21/S1", HttpStatusCode.NotFound), ("/reach/01/09506000134352", HttpStatusCode.NotFound), ("/reach/01/1", HttpStatusCode.BadRequest), ("/reach/01/9521111100010", HttpStatusCode.PermanentRedirect) })
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), Cancellation);
            Assert.Equal(status, answer.StatusCode);
        }

        async Task<string> SellAsync(string serial, string to)
        {
            using var claim = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
            var item = SubjectKey.ForItem(Product, serial);
            await client.RecordAsync(shop.Make(item, new Sale { Lot = "L1", ClaimKey = StatementSigner.PublicKeyOf(claim) }), Cancellation);
            await client.RecordAsync(shop.Make(item, new Shipment { Lot = "L1", Parcel = "00/095212340000000020", To = to }), Cancellation);
            return await http.GetStringAsync(new Uri($"/reach/{Lot}", UriKind.Relative), Cancellation);
        }
    }
}
