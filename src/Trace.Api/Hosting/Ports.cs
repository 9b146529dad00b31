using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Trace.Api.Hosting;

/// <summary>Says which port is taken, and by which setting to change it, before anything is started.</summary>
internal static class Ports
{
    /// <exception cref="StartRefusedException">A port is taken, or may not be opened by this user.</exception>
    public static void RequireFree(TraceSettings settings)
    {
        RequireFree("TRACE_HTTP_PORT", settings.HttpPort, settings.Listen);
        RequireFree("TRACE_GRPC_PORT", settings.GrpcPort, settings.Listen);
        if (settings.Lan is { } lan) RequireFree("TRACE_LAN_PORT", lan.Port, lan.Address);
    }

    private static void RequireFree(string setting, int port, IPAddress? address)
    {
        if (port == 0) return;
        try
        {
            using var listener = new TcpListener(address ?? IPAddress.Loopback, port);
            // Both families at once, as Kestrel does it; without IPv6 it takes IPv4 alone, and so do we.
            if (Equals(address, IPAddress.IPv6Any) && Socket.OSSupportsIPv6) listener.Server.DualMode = true;
            listener.Start();
        }
        catch (SocketException e)
        {
            var next = (port + 10).ToString(CultureInfo.InvariantCulture);
            throw new StartRefusedException(e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{setting} {port}: the port is taken by another program. Stop that one, or set {setting} to a free port, for example {setting}={next}.",
                SocketError.AccessDenied => $"{setting} {port}: this user may not open the port. Set {setting} to one above 1023.",
                SocketError.AddressNotAvailable => $"{(setting == "TRACE_LAN_PORT" ? "TRACE_LAN" : "TRACE_LISTEN")} {address}: is no address of this machine.",
                _ => $"{setting} {port}: {e.Message}",
            }, inner: e);
        }
    }
}
