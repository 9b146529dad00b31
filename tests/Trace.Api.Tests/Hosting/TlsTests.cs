using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Trace.Api.Hosting;
using Trace.Api.Tests.Ledger;
using Trace.Client;

namespace Trace.Api.Tests.Hosting;

/// <summary>With a certificate and its key set, both ports speak TLS, and nothing else.</summary>
public class TlsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_ports_speak_TLS_with_the_certificate_that_the_settings_name()
    {
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate(folder);
        var tls = ReadTls(folder);
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { Tls = tls });
        using var http = new HttpClient(Trusting(certificate)) { BaseAddress = new Uri($"https://localhost:{service.Http.Port}"), DefaultRequestVersion = HttpVersion.Version20 };

        Assert.Equal("Healthy", await http.GetStringAsync("/healthz/ready", Cancellation));
        await using var client = service.Connect($"https://localhost:{service.Grpc.Port}", new LedgerClientOptions { Handler = Trusting(certificate) });
        Assert.Equal(4, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size);
    }

    [Fact]
    public async Task Whoever_does_not_know_the_certificate_or_speaks_without_TLS_gets_no_answer()
    {
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate(folder);
        var tls = ReadTls(folder);
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { Tls = tls });
        using var stranger = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync($"https://localhost:{service.Http.Port}/healthz/live", Cancellation));
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync($"http://localhost:{service.Http.Port}/healthz/live", Cancellation));
    }

    private static TlsIdentity ReadTls(TemporaryFolder folder) => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["TRACE_DATA"] = folder.Path,
        ["TRACE_TLS_CERT"] = Path.Combine(folder.Path, "cert.pem"),
        ["TRACE_TLS_KEY"] = Path.Combine(folder.Path, "key.pem"),
    }).Build()).Tls!;

    private static X509Certificate2 MakeCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder.Path, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.Path, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    // This certificate and no other, checked as any root is.
    private static SocketsHttpHandler Trusting(X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        return new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
    }
}
