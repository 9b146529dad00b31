using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Trace.Api.Hosting;

namespace Trace.Api.Tests.Hosting;

public class SettingsTests
{
    private static TraceSettings Read(params (string Name, string Value)[] environment) =>
        SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(environment.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value))).Build());

    [Fact]
    public void Without_any_setting_everything_has_its_documented_default()
    {
        var settings = Read();

        Assert.Equal((8080, 8081), (settings.HttpPort, settings.GrpcPort));
        Assert.Equal(Path.GetFullPath("data"), settings.Data);
        Assert.Equal(Path.GetFullPath("data/anchor"), settings.Anchor);
        Assert.Equal(SampleData.Orders, settings.Sample);
        Assert.Null(settings.Postgres);
        Assert.Null(settings.PublicUrl);
        Assert.Null(settings.Listen);
    }

    [Fact]
    public void Default_parties_keep_the_rule_that_settings_are_held_to()
    {
        var defaults = Read();

        Assert.Equal(defaults, Read(("TRACE_REGISTRAR", defaults.Registrar), ("TRACE_PLATFORM", defaults.Platform)));
        Assert.NotEqual(defaults.Registrar, defaults.Platform);
    }

    [Theory]
    [InlineData("TRACE_HTTP_PORT", "eighty", "1 to 65535")]
    [InlineData("TRACE_GRPC_PORT", "65536", "1 to 65535")]
    [InlineData("TRACE_GRPC_PORT", "-1", "1 to 65535")]
    [InlineData("TRACE_GRPC_PORT", "8080", "must differ from TRACE_HTTP_PORT")]
    [InlineData("TRACE_HTTP_READS", "0", "from 1 to 100000")]
    [InlineData("TRACE_HTTP_WRITES", "many", "from 1 to 100000")]
    [InlineData("TRACE_LISTEN", "everywhere", "an IP address")]
    [InlineData("TRACE_SAMPLE", "parcels", "\"orders\" or \"none\"")]
    [InlineData("TRACE_LEDGER", "two words", "visible ASCII")]
    [InlineData("TRACE_REGISTRAR", "party/gln/9521234000005", "check digit is 5, must be 6")]
    [InlineData("TRACE_PLATFORM", "9521234000013", "party/gln/")]
    [InlineData("TRACE_PUBLIC_URL", "http://trace.example", "https")]
    [InlineData("TRACE_PUBLIC_URL", "https://trace.example/shop", "without path")]
    [InlineData("TRACE_POSTGRES", "postgres://trace:hunter2@db/trace", "connection string")]
    [InlineData("TRACE_POSTGRES", "Username=trace;Password=hunter2", "names no host")]
    [InlineData("TRACE_POSTGRES_FILE", "/nowhere/at/all", "can be read")]
    [InlineData("TRACE_SCHEDULER", "sometimes", "\"on\" or \"off\"")]
    [InlineData("TRACE_DEADLINES", "/nowhere/at/all", "can be read")]
    [InlineData("TRACE_CALENDAR", "/nowhere/at/all", "can be read")]
    [InlineData("TRACE_SMTP_HOST", "mail.example", "TRACE_SMTP_FROM")]
    [InlineData("TRACE_TLS_CERT", "cert.pem", "TRACE_TLS_KEY")]
    [InlineData("TRACE_TLS_KEY", "key.pem", "TRACE_TLS_CERT")]
    public void A_bad_value_is_refused_by_name_and_rule_without_its_secret(string name, string value, string rule)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read((name, value)));

        Assert.Equal(StartRefusedException.BadSetting, refused.ExitCode);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deadlines_and_calendar_are_read_at_start_and_what_is_wrong_with_them_is_said_then()
    {
        using var folder = new TemporaryFolder();
        var (deadlines, calendar) = (Path.Combine(folder.Path, "deadlines.json"), Path.Combine(folder.Path, "days.txt"));
        File.WriteAllText(deadlines, """{ "parcel": { "arriveWithinDays": 20 } }""");
        File.WriteAllText(calendar, "2027-02-08 off\n");

        var settings = Read(("TRACE_DEADLINES", deadlines), ("TRACE_CALENDAR", calendar), ("TRACE_PUBLIC_URL", "https://trace.example"));

        Assert.Equal(20, settings.Cases.Deadlines.Of(V1.Category.Tea).Parcel.ArriveWithinDays);
        Assert.Equal(new DateOnly(2027, 12, 31), settings.Cases.Days.KnownUntil);
        Assert.True(settings.Scheduler);
        Assert.False(settings.NoticesPage);
        File.WriteAllText(deadlines, """{ "return": { "days": 3 } }""");
        Assert.Contains("return.days", Assert.Throws<StartRefusedException>(() => Read(("TRACE_DEADLINES", deadlines))).Message, StringComparison.Ordinal);
    }

    // A policy is read at start, whole: what is wrong with it is said then, and not when a witness is first asked.
    [Theory]
    [InlineData("nonsense\n", "line 1")]
    [InlineData("quorum none", "must end in a newline")]
    [InlineData("witness a KEY\nquorum a\n", "quorum a can't be met: there is no URL of a")]
    [InlineData("witness a KEY ftp://a.example/\nquorum a\n", "witness a: its URL \"ftp://a.example/\" must be an http or https address")]
    [InlineData("witness a KEY https://me:secret@a.example/\nquorum a\n", "witness a: its URL")]
    [InlineData("witness a KEY a.example\nquorum none\n", "witness a: its URL")]
    [InlineData("log KEY\nquorum none\n", "line 1")]
    public void A_policy_that_the_service_can_not_work_by_is_refused_with_its_rule(string text, string rule)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "policy");
        using var key = new Trace.Domain.Ledger.Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(file, text.Replace("KEY", new Trace.Domain.Ledger.CosignatureSigner("a.example", key).VerifierKey.ToString() + (text.StartsWith("log", StringComparison.Ordinal) ? "=" : ""), StringComparison.Ordinal));

        var refused = Assert.Throws<StartRefusedException>(() => Read(("TRACE_POLICY", file)));

        Assert.Equal(StartRefusedException.BadSetting, refused.ExitCode);
        Assert.Contains($"TRACE_POLICY \"{file}\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_file_that_is_not_there_is_named()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("TRACE_POLICY", "/nowhere/at/all")));

        Assert.Contains("TRACE_POLICY \"/nowhere/at/all\": must name a trust policy file that can be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_bad_values_are_named_at_once()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("TRACE_HTTP_PORT", "x"), ("TRACE_SAMPLE", "y")));

        Assert.Equal(2, refused.Message.Split('\n').Length);
    }

    [Fact]
    public void A_secret_is_read_from_its_file_and_never_printed()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "postgres");
        File.WriteAllText(file, "Host=db.example;Password=hunter2\n");

        var settings = Read(("TRACE_POSTGRES_FILE", file));

        Assert.Equal("Host=db.example;Password=hunter2", settings.Postgres);
        Assert.DoesNotContain("hunter2", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_and_its_key_are_read_from_PEM()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=trace.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder.Path, "cert.pem"), Path.Combine(folder.Path, "key.pem"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());

        var settings = Read(("TRACE_TLS_CERT", certificateFile), ("TRACE_TLS_KEY", keyFile));

        Assert.True(settings.Tls!.Certificate.HasPrivateKey);
    }
}
