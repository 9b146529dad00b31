using System.Net;
using System.Net.Sockets;

namespace Trace.Tool.Tests;

/// <summary>A bad line between a client and a server: it can be away, and be cut amid a stream after so many bytes.</summary>
public sealed class CutLine : IAsyncDisposable
{
    private readonly Uri _to;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];

    public CutLine(Uri to)
    {
        _to = to;
        _listener.Start();
        Address = new Uri($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _running.Add(Task.Run(AcceptAsync));
    }

    public Uri Address { get; }

    /// <summary>While it is away, connections are closed as they come.</summary>
    public bool Away { get; set; }

    /// <summary>How many more bytes of answers get through before all is cut; null for no end.</summary>
    public int? CutAfter { get; set; }

    /// <summary>How long each piece takes on its way.</summary>
    public TimeSpan Delay { get; init; }

    public int Cuts { get; private set; }

    /// <summary>Cuts what is open.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _open.ForEach(client => client.Dispose());
            _open.Clear();
            Cuts++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        Cut();
        foreach (var task in _running)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_ending.Token);
            if (Away)
            {
                client.Dispose();
                continue;
            }

            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _to.Port, _ending.Token);
            lock (_lock)
            {
                _open.AddRange([client, server]);
            }

            _ = PumpAsync(client, server, counted: false);
            _ = PumpAsync(server, client, counted: true);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool counted)
    {
        try
        {
            var (buffer, input, output) = (new byte[4096], from.GetStream(), to.GetStream());
            for (int length; (length = await input.ReadAsync(buffer, _ending.Token)) > 0;)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _ending.Token);
                }

                if (counted && CutAfter is { } left)
                {
                    await output.WriteAsync(buffer.AsMemory(0, Math.Min(length, left)), _ending.Token);
                    CutAfter = left - length;
                    if (left <= length)
                    {
                        CutAfter = null;
                        Cut();
                        return;
                    }

                    continue;
                }

                await output.WriteAsync(buffer.AsMemory(0, length), _ending.Token);
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
