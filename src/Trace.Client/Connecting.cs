using System.Net.Sockets;

namespace Trace.Client;

/// <summary>
/// Connects within a time. The handler's own limit ends as if the caller had cancelled, and a network that swallows what is sent to it would look
/// like somebody's wish to stop.
/// </summary>
/// <param name="within">How long it may take.</param>
internal sealed class Connecting(TimeSpan within)
{
    /// <summary>A connection to an address.</summary>
    /// <param name="context">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SocketException">Nobody is there, or nobody answered in time.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(within);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, limit.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
