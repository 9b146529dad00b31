using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Trace.Api.Lan;

/// <summary>This machine's address in the network that it shares with the shop's phones.</summary>
internal static class LanAddress
{
    /// <summary>The IPv4 address of the interface that leads out; null where this machine is in no network.</summary>
    public static IPAddress? Find()
    {
        var up = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(card => card.GetIPProperties())
            // Bridges of containers and virtual machines have no way out; a network without one is better than none.
            .OrderByDescending(card => card.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any)));
        return up.SelectMany(card => card.UnicastAddresses).Select(unicast => unicast.Address).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
    }
}
