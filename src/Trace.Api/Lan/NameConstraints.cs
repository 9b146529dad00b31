using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Trace.Api.Lan;

/// <summary>
/// For whom a certificate authority may speak (RFC 5280, section 4.2.1.10): addresses of private networks and names that end in <c>.local</c>.
/// Whoever trusts it trusts it with nothing else, even if its key is stolen.
/// </summary>
internal static class NameConstraints
{
    private const string Oid = "2.5.29.30";

    // RFC 1918, RFC 3927.
    private static readonly IPNetwork[] s_private = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("169.254.0.0/16")];

    /// <summary>The extension, critical.</summary>
    /// <param name="address">Where it is outside of the private networks, it is allowed beside them.</param>
    public static X509Extension For(IPAddress address)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            Permit(writer, 2, "local"u8);
            foreach (var network in s_private) Permit(writer, 7, Bytes(network));
            if (!s_private.Any(network => network.Contains(address))) Permit(writer, 7, Bytes(new IPNetwork(address, 32)));
        }

        return new X509Extension(Oid, writer.Encode(), critical: true);
    }

    private static void Permit(AsnWriter writer, int kind, ReadOnlySpan<byte> name)
    {
        using (writer.PushSequence()) writer.WriteOctetString(name, new Asn1Tag(TagClass.ContextSpecific, kind));
    }

    private static byte[] Bytes(IPNetwork network)
    {
        var mask = network.PrefixLength == 0 ? 0u : uint.MaxValue << (32 - network.PrefixLength);
        return [.. network.BaseAddress.GetAddressBytes(), (byte)(mask >> 24), (byte)(mask >> 16), (byte)(mask >> 8), (byte)mask];
    }
}
