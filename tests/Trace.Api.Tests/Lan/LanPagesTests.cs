using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Trace.Api.Lan;

namespace Trace.Api.Tests.Lan;

public sealed class LanPagesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_phone_fetches_the_authority_over_plain_HTTP_and_then_opens_the_station_over_HTTPS()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { Lan = new LanSettings(IPAddress.Loopback, 0) });
        using var plain = new HttpClient { BaseAddress = service.Http, DefaultRequestHeaders = { { "Accept-Language", "en" } } };
        var page = await plain.GetStringAsync("/trust", TestContext.Current.CancellationToken);
        using var authority = X509CertificateLoader.LoadCertificate(await plain.GetByteArrayAsync("/trust/authority.crt", TestContext.Current.CancellationToken));
        var start = page.IndexOf("https://127.0.0.1:", StringComparison.Ordinal);
        var station = page[start..page.IndexOf('"', start)];

        using var phone = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authority) } });
        var answer = await phone.GetAsync(new Uri(station), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Dispatch station", await WordsOfAsync(phone, station), StringComparison.Ordinal);
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private static async Task<string> WordsOfAsync(HttpClient phone, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Language", "fr, en-GB;q=0.8, zh;q=0.5" } } };
        return await (await phone.SendAsync(request, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static X509ChainPolicy Trusting(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }
}
