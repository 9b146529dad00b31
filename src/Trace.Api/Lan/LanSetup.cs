using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QRCoder;
using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Pages;

namespace Trace.Api.Lan;

/// <summary>HTTPS for the phones and tablets of the same network, and the page on how they come to trust it.</summary>
public static class LanSetup
{
    private const string Page = "/trust";
    private const string Certificate = "/trust/authority.crt";

    /// <summary>Listens in the network, where the settings ask for it. Call it after hosting: its addresses come first.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="settings">Its settings.</param>
    public static void AddLan(this WebApplicationBuilder builder, TraceSettings settings)
    {
        if (settings.Lan is not { } lan)
        {
            return;
        }

        var authority = LocalAuthority.Load(Path.Combine(settings.Data, "lan"), lan.Address, TimeProvider.System.GetUtcNow());
        builder.Services.AddSingleton(authority);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(lan.Address, lan.Port, listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = authority.Server.Certificate;
                https.ServerCertificateChain = authority.Server.Chain;
            }));
            // How to trust it has to be read before it is trusted.
            if (settings.Listen is null && !IPAddress.IsLoopback(lan.Address)) kestrel.Listen(lan.Address, settings.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>Maps the page on trusting, and has the terminal show how phones get there.</summary>
    /// <param name="app">The service.</param>
    public static void MapLan(this WebApplication app)
    {
        if (app.Services.GetService<LocalAuthority>() is not { } authority)
        {
            return;
        }

        var lan = app.Services.GetRequiredService<TraceSettings>().Lan!;
        var group = HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page);
        var shell = PageShell.Load("trust");
        group.MapGet(Page, context => shell.AnswerAsync(context, new Dictionary<string, string>
        {
            ["certificate"] = Certificate,
            ["fingerprint"] = authority.Fingerprint,
            ["secureAddress"] = $"{Origin(app, lan)}/dispatch",
        }));
        group.MapGet(Certificate, context =>
        {
            PageHeaders.Set(context.Response);
            return Results.Bytes(authority.Authority.Export(X509ContentType.Cert), "application/x-x509-ca-cert", "trace-authority.crt").ExecuteAsync(context);
        });
        app.Lifetime.ApplicationStarted.Register(() => Introduce(app, lan, authority));
    }

    /// <summary>The origin at which phones reach the pages, with the port that was really taken.</summary>
    internal static string Origin(IApplicationBuilder app, LanSettings lan)
    {
        var bound = app.ApplicationServices.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address));
        var port = lan.Port != 0 ? lan.Port : bound.First(address => address.Scheme == Uri.UriSchemeHttps && address.Host == lan.Address.ToString()).Port;
        return $"https://{lan.Address}:{port}";
    }

    private static void Introduce(WebApplication app, LanSettings lan, LocalAuthority authority)
    {
        var settings = app.Services.GetRequiredService<TraceSettings>();
        var banner = app.Services.GetRequiredService<Banner>();
        var trust = $"http://{lan.Address}:{settings.HttpPort}{Page}";
        banner.Add("Phones", $"{Origin(app, lan)}/dispatch");
        banner.Add("Trust", $"{trust}  (once a phone)");
        banner.Add("SHA-256", authority.Fingerprint);
        using var code = QRCodeGenerator.GenerateQrCode(trust, QRCodeGenerator.ECCLevel.M);
        using var drawn = new AsciiQRCode(code);
        banner.Show($"Scan this with a phone: {trust}", drawn.GetGraphicSmall(drawQuietZones: true));
    }
}
