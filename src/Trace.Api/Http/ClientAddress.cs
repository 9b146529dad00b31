using System.Net;
using System.Net.Sockets;

namespace Trace.Api.Http;

/// <summary>Who a caller is to a limit: its address without the port, since one caller has many ports, and of IPv6 the network, since one caller has many addresses.</summary>
public static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The caller of a request: an IPv4 address, or an IPv6 network of 64 bits.</summary>
    /// <param name="context">The request.</param>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context.Connection.RemoteIpAddress);
    }

    internal static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/{8 * NetworkBytes}";
    }
}
