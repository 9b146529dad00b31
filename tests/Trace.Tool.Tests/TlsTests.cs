using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trace.Api.Hosting;
using Trace.Api.Tests;

namespace Trace.Tool.Tests;

/// <summary>A service behind TLS is spoken to by an https address.</summary>
public class TlsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_with_TLS_is_reached_by_its_https_address_and_not_by_strangers_certificates()
    {
        await using var ledger = new TracedLedger(postgres);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        var trusted = ledger.Write("ca.pem", certificate.ExportCertificatePem());
        await using var service = await ledger.StartAsync(postgres, settings => settings with { Tls = new TlsIdentity(certificate, []) });
        var server = $"https://localhost:{service.Grpc.Port}";

        var ran = await ledger.RunWithAsync("", new Dictionary<string, string> { ["SSL_CERT_FILE"] = trusted }, "policy", "--server", server);
        var stranger = await ledger.RunAsync("policy", "--server", server);

        Assert.True(ran.Code == 0, ran.Error);
        Assert.Contains("\nlog ", ran.Output, StringComparison.Ordinal);
        Assert.Equal(3, stranger.Code);
    }

    private static X509Certificate2 Certificate(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
