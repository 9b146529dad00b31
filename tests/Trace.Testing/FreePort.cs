using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Trace.Testing;

/// <summary>A port for a service that is told its port, and starts some seconds later.</summary>
public static class FreePort
{
    // Below those that a system hands out by itself (32768 on Linux, 49152 elsewhere): no connection of another test gets it meanwhile.
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>One that nobody listens at, chosen by chance so that test processes side by side choose others.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (!IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(taken => taken.Port == port) && CanListen(port))
            {
                return port;
            }
        }
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
