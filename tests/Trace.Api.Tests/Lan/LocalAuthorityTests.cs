using System.Net;
using System.Security.Cryptography.X509Certificates;
using Trace.Api.Lan;

namespace Trace.Api.Tests.Lan;

public sealed class LocalAuthorityTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.168.1.5");
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData("192.168.1.5")]
    [InlineData("10.20.30.40")]
    [InlineData("203.0.113.7")]
    public void A_device_that_trusts_the_authority_trusts_this_machine(string address)
    {
        using var folder = new TemporaryFolder();

        var local = LocalAuthority.Load(folder.Path, IPAddress.Parse(address), Now);

        Assert.True(IsTrusted(local.Server.Certificate, local.Authority));
        Assert.True(local.Server.Certificate.MatchesHostname(address));
    }

    [Fact]
    public void The_authority_speaks_for_no_public_address()
    {
        using var folder = new TemporaryFolder();
        var authority = LocalAuthority.Load(folder.Path, Here, Now).Authority;
        var (certificate, key) = (Path.Combine(folder.Path, "server.pem"), Path.Combine(folder.Path, "server.key"));
        File.Delete(certificate);
        File.Delete(key);

        // The same key, put to use for an address that is not of a private network.
        var other = LocalAuthority.Load(folder.Path, IPAddress.Parse("203.0.113.7"), Now);

        Assert.Equal(authority.Thumbprint, other.Authority.Thumbprint);
        Assert.False(IsTrusted(other.Server.Certificate, authority));
    }

    [Fact]
    public void Both_are_made_once_and_the_servers_anew_when_it_runs_out_or_the_address_changes()
    {
        using var folder = new TemporaryFolder();
        var first = LocalAuthority.Load(folder.Path, Here, Now);

        var again = LocalAuthority.Load(folder.Path, Here, Now.AddDays(300));
        var late = LocalAuthority.Load(folder.Path, Here, Now.AddDays(380));
        var moved = LocalAuthority.Load(folder.Path, IPAddress.Parse("192.168.1.6"), Now);

        Assert.Equal(first.Server.Certificate.Thumbprint, again.Server.Certificate.Thumbprint);
        Assert.NotEqual(first.Server.Certificate.Thumbprint, late.Server.Certificate.Thumbprint);
        Assert.True(moved.Server.Certificate.MatchesHostname("192.168.1.6"));
        Assert.All([again, late, moved], local => Assert.Equal(first.Authority.Thumbprint, local.Authority.Thumbprint));
    }

    [Fact]
    public void Its_keys_are_for_the_owner_alone()
    {
        using var folder = new TemporaryFolder();
        LocalAuthority.Load(folder.Path, Here, Now);

        foreach (var name in (string[])["authority.key", "server.key"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, name)));
        }
    }

    private static bool IsTrusted(X509Certificate2 server, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }
}
