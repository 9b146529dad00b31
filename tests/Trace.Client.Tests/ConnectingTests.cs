using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Trace.Testing;

namespace Trace.Client.Tests;

/// <summary>A network that swallows what is sent to it: nobody refuses, and nobody answers.</summary>
public sealed class ConnectingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_answer_in_time_was_not_reached_and_nobody_wished_to_stop()
    {
        var log = new InMemoryLog();
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);

        // Linux takes one more than are to wait, and then lets whoever comes knock.
        var waiting = Enumerable.Range(0, 3).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        using var ending = new CancellationTokenSource();
        var knocking = waiting.Select(socket => socket.ConnectAsync(full.LocalEndPoint!, ending.Token).AsTask()).ToList();
        var options = new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null, ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        await using var client = new LedgerClient($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}", log.Ledger, log.Policy, options);

        var problem = await Assert.ThrowsAsync<RpcException>(() => client.GetCheckpointAsync(Cancellation));

        Assert.Equal(StatusCode.Unavailable, problem.StatusCode);
        Assert.Contains("timed out", problem.Status.Detail, StringComparison.OrdinalIgnoreCase);
        await ending.CancelAsync();
        await Task.WhenAll(knocking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        waiting.ForEach(socket => socket.Dispose());
    }
}
