using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trace.Api.Hosting;

namespace Trace.Api.Lan;

/// <summary>
/// A certificate authority of this installation alone, made once and kept in its data folder, and the certificate that it gives this machine's
/// address. Phones trust it once; from then on cameras, keys and service workers work there.
/// </summary>
internal sealed class LocalAuthority
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // What Apple's devices take at most of an authority that their user added is 825 days.
    private static readonly TimeSpan s_served = TimeSpan.FromDays(397);
    private static readonly TimeSpan s_renewedBefore = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_authority = TimeSpan.FromDays(3650);

    private LocalAuthority(X509Certificate2 authority, X509Certificate2 server)
    {
        Authority = authority;
        Server = new TlsIdentity(server, [authority]);
    }

    /// <summary>What phones are asked to trust; its public part.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>What the service answers with.</summary>
    public TlsIdentity Server { get; }

    /// <summary>SHA-256 of the authority's certificate, in pairs of hex digits, as phones show it.</summary>
    public string Fingerprint => string.Join(':', Convert.ToHexString(SHA256.HashData(Authority.RawData)).Chunk(2).Select(pair => new string(pair)));

    /// <summary>Reads what is kept in a folder, and makes what is missing, runs out soon, or is of another address.</summary>
    /// <param name="folder">Of the service's data; made if need be.</param>
    /// <param name="address">This machine's, as phones reach it.</param>
    /// <param name="now">The time.</param>
    public static LocalAuthority Load(string folder, IPAddress address, DateTimeOffset now)
    {
        if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, Folder);
        var authority = Read(folder, "authority");
        if (authority is null || authority.NotAfter < now.UtcDateTime + s_served || !authority.HasPrivateKey)
        {
            authority = Keep(folder, "authority", MakeAuthority(address, now));
        }

        var server = Read(folder, "server");
        if (server is null || server.NotAfter < (now + s_renewedBefore).LocalDateTime || !server.MatchesHostname(address.ToString()) || server.Issuer != authority.Subject)
        {
            server = Keep(folder, "server", MakeServer(authority, address, now));
        }

        return new LocalAuthority(X509CertificateLoader.LoadCertificate(authority.RawData), server);
    }

    private static X509Certificate2 MakeAuthority(IPAddress address, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own: a phone that trusted another one of ours tells them apart.
        var name = $"CN=Trace on {Environment.MachineName} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(NameConstraints.For(address));
        return request.CreateSelfSigned(now.AddDays(-1), now + s_authority);
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority, IPAddress address, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name that is an address, or looks like a host, would be held to the constraints on hosts.
        var request = new CertificateRequest("CN=Trace station", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = request.Create(authority, now.AddDays(-1), now + s_served, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2? Read(string folder, string name)
    {
        var (certificate, key) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        try
        {
            return File.Exists(certificate) && File.Exists(key) ? X509Certificate2.CreateFromPemFile(certificate, key) : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new StartRefusedException($"TRACE_LAN: \"{certificate}\" and its key can't be read: {e.Message} Delete both, and new ones are made, which phones trust anew.", inner: e);
        }
    }

    // The key first: a certificate without one is made again at the next start.
    private static X509Certificate2 Keep(string folder, string name, X509Certificate2 made)
    {
        using var key = made.GetECDsaPrivateKey()!;
        Write(Path.Combine(folder, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        Write(Path.Combine(folder, $"{name}.pem"), made.ExportCertificatePem());
        return made;
    }

    private static void Write(string path, string text)
    {
        using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerAlone }))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
