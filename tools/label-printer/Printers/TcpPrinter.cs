using System.Net.Sockets;

namespace Trace.LabelPrinter.Printers;

/// <summary>A printer in the network that takes its commands as they are on a TCP port, mostly 9100.</summary>
internal sealed class TcpPrinter(string host, int port) : IPrinter
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);

    public int LabelsOfJob => 10;

    public async Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_within);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(job, limit.Token);

            // The printer closes when it has read to the end; one that never does has taken what its system acknowledged.
            client.Client.Shutdown(SocketShutdown.Send);
            var rest = new byte[1024];
            try
            {
                using var close = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
                close.CancelAfter(TimeSpan.FromSeconds(2));
                while (await stream.ReadAsync(rest, close.Token) > 0)
                {
                }
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
            }
        }
        catch (SocketException problem)
        {
            throw new IOException($"the printer at {host}:{port} was not reached: {problem.Message}", problem);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the printer at {host}:{port} took nothing for {s_within.TotalSeconds:0} seconds");
        }
    }
}
