using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Trace.Api.Tests;

namespace Trace.Faults.Tests;

/// <summary>Where a commit is cut off.</summary>
public enum Cut
{
    /// <summary>The database never hears of it: it failed, and nothing was written.</summary>
    BeforeCommit,

    /// <summary>The database commits, and its answer is lost: it failed, and it was written.</summary>
    AfterCommit,
}

/// <summary>
/// A wire between the service and its real database that breaks at a commit, as networks and servers do. Nothing in between is imitated: bytes
/// go through, or the connection ends.
/// </summary>
internal sealed class BreakableWire : IAsyncDisposable
{
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT");

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly EndPoint _database;
    private readonly Task _accepting;
    private Cut _cut;
    private int _commitsUntilCut;

    public BreakableWire(string connectionString)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        _database = to.Host!.StartsWith('/') ? new UnixDomainSocketEndPoint($"{to.Host}/.s.PGSQL.{to.Port}") : new DnsEndPoint(to.Host, to.Port);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, ".s.PGSQL.5432")));
        _listener.Listen();
        _accepting = AcceptAsync();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = _folder.Path, Port = 5432 }.ConnectionString;
    }

    /// <summary>The database through this wire.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the commit that was to be cut off came.</summary>
    public bool HasCut => Volatile.Read(ref _commitsUntilCut) == -1;

    /// <summary>Breaks at a commit; 1 is the next.</summary>
    public void CutAt(Cut cut, int commit = 1)
    {
        _cut = cut;
        Volatile.Write(ref _commitsUntilCut, commit);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_ending.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket service)
    {
        using var database = new Socket(_database is UnixDomainSocketEndPoint ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        using var here = service;
        try
        {
            await database.ConnectAsync(_database, _ending.Token);
            await Task.WhenAny(PumpAsync(service, database, Cut.BeforeCommit), PumpAsync(database, service, Cut.AfterCommit));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
    }

    // Toward the database COMMIT is the command, toward the service it is the tag of a commit that is done.
    private async Task PumpAsync(Socket from, Socket to, Cut direction)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var read)
            {
                if (_cut == direction && buffer.AsSpan(0, read).IndexOf(Commit) >= 0 && IsItsTurn())
                {
                    return;
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _ending.Token);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private bool IsItsTurn()
    {
        if (Volatile.Read(ref _commitsUntilCut) <= 0 || Interlocked.Decrement(ref _commitsUntilCut) > 0)
        {
            return false;
        }

        Volatile.Write(ref _commitsUntilCut, -1);
        return true;
    }
}
