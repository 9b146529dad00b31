using System.Net;
using System.Net.Sockets;

namespace Trace.Faults.Tests;

/// <summary>A line to whichever server it is led to, which can be cut, in the middle of whatever goes over it. Its address stays.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private readonly Lock _leading = new();
    private CancellationTokenSource _connected = new();
    private int? _port;

    public CutLine()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where programs reach it.</summary>
    public string Address => $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Leads it to a server, or to nobody; what goes over it breaks off, where that is another.</summary>
    /// <param name="port">The server's; null cuts it.</param>
    public void LeadTo(int? port)
    {
        lock (_leading)
        {
            if (_port != port)
            {
                _port = port;
                _connected.Cancel();
                _connected.Dispose();
                _connected = new CancellationTokenSource();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        LeadTo(null);
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
        _connected.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_ending.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var here = caller;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int? port;
        CancellationToken cut;
        lock (_leading)
        {
            (port, cut) = (_port, _connected.Token);
        }

        if (port is not { } to)
        {
            return;
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, to, cut);
            await Task.WhenAny(PumpAsync(here, server, cut), PumpAsync(server, here, cut));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken cut)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cut) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cut);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
