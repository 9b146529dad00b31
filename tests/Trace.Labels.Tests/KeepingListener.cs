using System.Net;
using System.Net.Sockets;

namespace Trace.Labels.Tests;

/// <summary>A label printer's TCP port 9100, as far as bytes go: each connection is a job, kept whole.</summary>
internal sealed class KeepingListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<byte[]> _jobs = [];
    private readonly Task _running;

    public KeepingListener()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = Task.Run(KeepAsync);
    }

    public int Port { get; }

    /// <summary>Bytes after which a connection is cut, as by a pulled cable; null for never.</summary>
    public int? CutsAfter { get; set; }

    /// <summary>What came so far. A sender is answered by the close of its connection, so nothing is on its way then.</summary>
    public IReadOnlyList<byte[]> Jobs
    {
        get
        {
            lock (_jobs)
            {
                return [.. _jobs];
            }
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _running.Wait(TimeSpan.FromSeconds(5));
        _listener.Dispose();
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var job = new MemoryStream();
                var part = new byte[4096];
                var stream = client.GetStream();
                for (int read; (read = await stream.ReadAsync(part)) > 0 && !(job.Length + read > CutsAfter);)
                {
                    job.Write(part, 0, read);
                }

                if (job.Length + part.Length > CutsAfter)
                {
                    client.LingerState = new LingerOption(true, 0);
                }

                lock (_jobs)
                {
                    _jobs.Add(job.ToArray());
                }
            }
        }
        catch (SocketException)
        {
        }
    }
}
