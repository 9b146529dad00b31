using System.Net;
using Trace.Api.Hosting;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Pages;

/// <summary>The front page as somebody without a script uses it.</summary>
public sealed class FrontPageTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("6901234567892", "/01/06901234567892")]
    [InlineData("690 1234 567892", "/01/06901234567892")]
    [InlineData("https://id.gs1.org/01/09506000134352/10/A%2FB/21/12345", "/01/09506000134352/10/A%2FB/21/12345")]
    [InlineData("(00)069012345000000011", "/00/069012345000000011")]
    public async Task What_is_typed_leads_to_its_page(string typed, string leads)
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await FindAsync(service, ("code", typed));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(leads, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_waybill_leads_to_its_parcel_and_one_of_several_couriers_is_chosen()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());

        using var one = await FindAsync(service, ("code", "SF1234567890123"));
        Assert.StartsWith("/parcel/shunfeng/", one.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("SF1234567890123", one.Headers.Location.OriginalString, StringComparison.Ordinal);

        const string several = "761234567890";
        using var asked = await FindAsync(service, ("code", several));
        var page = await asked.Content.ReadAsStringAsync(Cancellation);
        var carriers = Scan.Read(several).Carriers;
        Assert.All(carriers, carrier => Assert.Contains($"<button name=\"courier\" value=\"{carrier.Code}\">", page, StringComparison.Ordinal));
        using var chosen = await FindAsync(service, ("code", several), ("courier", carriers[1].Code));
        Assert.StartsWith($"/parcel/{carriers[1].Code}/", chosen.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_nothing_is_said_and_hostile_input_is_shown_as_it_is()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await FindAsync(service, ("code", "\"><script>alert(1)</script>"));

        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_too_large_or_none_is_refused()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var client = new HttpClient { BaseAddress = service.Http };

        using var large = await FindAsync(service, ("code", new string('1', 100_000)));
        using var none = await client.PostAsync("find", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, none.StatusCode);
    }

    [Theory]
    [InlineData("zh-CN,zh;q=0.9", "它从哪里来")]
    [InlineData("en-GB", "Where does it come from")]
    [InlineData("fr", "它从哪里来")]
    public async Task The_page_is_in_the_browsers_language(string accepts, string says)
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var client = new HttpClient { BaseAddress = service.Http };
        client.DefaultRequestHeaders.Add("Accept-Language", accepts);

        Assert.Contains(says, await client.GetStringAsync("", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_are_of_the_sample_alone_never_of_a_shop()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { Sample = SampleData.Orders });
        await using var client = service.Connect();
        using var signer = new Domain.Ledger.Ed25519Signer(new byte[32]);
        using var second = new Domain.Ledger.Ed25519Signer([.. new byte[31], 1]);
        var sample = await service.RegisterAsync(client, "party/gln/9521234000105", "952123", signer, Role.Producer, Role.Seller);
        var real = await service.RegisterAsync(client, "party/gln/6901234500011", "6901234", second, Role.Producer, Role.Seller);
        foreach (var (maker, product, name) in new[] { (sample, "01/09521234000006", "样例茶"), (real, "01/06901234567892", "真茶") })
        {
            await client.RecordAsync(maker.Make(SubjectKey.Parse(product), new Listing { Name = new Text { Zh = name } }), Cancellation);
            await client.RecordAsync(maker.Make(SubjectKey.Parse($"{product}/21/A1"), new Shipment { Parcel = "00/069012345000000011" }), Cancellation);
        }

        using var http = new HttpClient { BaseAddress = service.Http };
        var page = await http.GetStringAsync("", Cancellation);

        Assert.Contains("样例茶", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/01/09521234000006/21/A1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("真茶", page, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> FindAsync(RunningService service, params (string Name, string Value)[] fields)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Http };
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.PostAsync("find", form, Cancellation);
    }
}
