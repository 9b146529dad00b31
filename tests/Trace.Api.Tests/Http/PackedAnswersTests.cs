using System.Net.Http.Headers;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>How many bytes of an answer go over the line.</summary>
public class PackedAnswersTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/protobuf")]
    public async Task A_reader_who_takes_Brotli_gets_fewer_bytes_than_one_who_takes_gzip(string type)
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer);
        foreach (var name in Enumerable.Range(1, 60))
        {
            await client.RecordAsync(shop.Make(Product, new Listing { Name = new Text { Zh = $"福鼎白茶 {name}" } }), Cancellation);
        }

        var (plain, gzip, brotli) = (await SizeAsync(""), await SizeAsync("gzip"), await SizeAsync("br"));

        // More than one of the pieces that answers are written in.
        Assert.InRange(plain, 4 * 4096, int.MaxValue);
        Assert.InRange(gzip, 1, plain - 1);
        Assert.InRange(brotli, 1, gzip - 1);

        async Task<int> SizeAsync(string coding)
        {
            using var http = new HttpClient { BaseAddress = service.Http };
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/{Product}") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(type) } } };
            if (coding.Length > 0)
            {
                request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
            }

            using var answer = await http.SendAsync(request, Cancellation);
            Assert.Equal(coding, string.Join(',', answer.Content.Headers.ContentEncoding));
            return (await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length;
        }
    }
}
