using System.Diagnostics;
using Google.Protobuf;
using HdrHistogram;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Benchmarks;

/// <summary>Pages of an item with ten entries, rendered anew for each reader, beside a plain static file of the same Kestrel.</summary>
internal static class RenderBench
{
    private const int Readers = 16;
    private const int Items = 50;
    private static readonly SubjectKey s_product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    /// <summary>A second and each one's latency in ticks: of the file, of the page rendered anew, of the page kept; and the bytes of each.</summary>
    public static async Task<((double PerSecond, LongConcurrentHistogram Ticks, int Bytes) File, (double PerSecond, LongConcurrentHistogram Ticks, int Bytes) Page, (double PerSecond, LongConcurrentHistogram Ticks, int Bytes) Kept)> MeasureAsync(BenchLedger ledger, int seconds)
    {
        var items = await TellAsync(ledger);
        using var http = new HttpClient { BaseAddress = ledger.Http };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");

        // With a data attribute a page is rendered for its reader; without one it is kept until something is recorded.
        var anew = items.Select(item => $"{item}?17=301231").ToList();
        await RunAsync(http, anew, 2);
        return (await RunAsync(http, ["/assets/product.css"], seconds), await RunAsync(http, anew, seconds), await RunAsync(http, items, seconds));
    }

    private static async Task<(double, LongConcurrentHistogram, int)> RunAsync(HttpClient http, IReadOnlyList<string> paths, int seconds)
    {
        var ticks = new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3);
        var (clock, done, bytes) = (Stopwatch.StartNew(), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            for (var i = reader; clock.Elapsed.TotalSeconds < seconds; i += Readers)
            {
                var began = Stopwatch.GetTimestamp();
                bytes = (await http.GetByteArrayAsync(paths[i % paths.Count])).Length;
                ticks.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(began).Ticks));
                Interlocked.Increment(ref done);
            }
        })));
        return (done / clock.Elapsed.TotalSeconds, ticks, bytes);
    }

    // Listing, sale, shipment, six steps of the courier and the receipt: ten entries, of which the listing is all items'.
    private static async Task<IReadOnlyList<string>> TellAsync(BenchLedger ledger)
    {
        await using var client = ledger.Connect();
        await client.RecordAsync(ledger.Seller.Make(s_product, new Listing { Name = new Text { Zh = "福鼎白茶", En = "Fuding white tea" }, Label = new Label { Ingredients = new Text { Zh = "茶" }, ScLicence = "SC11499999900013", Standard = "GB/T 22291" } }));
        var addresses = new List<string>();
        for (var i = 0; i < Items; i++)
        {
            using var key = new Domain.Ledger.Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            var (item, parcel) = (SubjectKey.ForItem(s_product, CrockfordBase32.NewSerial()), SubjectKey.ForLogisticUnit(Traffic.NewSscc()));
            await client.RecordAsync(ledger.Seller.Make(item, new Sale { ClaimKey = Domain.Statements.StatementSigner.PublicKeyOf(key) }));
            var shipment = await client.RecordAsync(ledger.Seller.Make(item, new Shipment { Parcel = parcel.Value, Courier = ledger.Courier.Party, From = "350000", To = "310000" }));
            var identity = ByteString.CopyFrom(shipment.Entry.Statement.Identity.AsSpan());
            foreach (var activity in new[] { TransitActivity.PickedUp, TransitActivity.Departed, TransitActivity.Arrived, TransitActivity.Departed, TransitActivity.Arrived, TransitActivity.OutForDelivery })
            {
                await client.RecordAsync(ledger.Courier.Make(parcel, new Transit { Activity = activity, Shipment = identity }));
            }

            await client.RecordAsync(ledger.Courier.Make(parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = identity }));
            addresses.Add($"/{item}");
        }

        return addresses;
    }
}
