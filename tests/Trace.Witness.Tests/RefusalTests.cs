using System.Net;
using System.Net.Sockets;
using System.Text;
using Trace.Witness.State;
using Trace.Witness.Submissions;

namespace Trace.Witness.Tests;

/// <summary>What a witness writes of what it does not cosign: enough to show a fork, and never as much as strangers please.</summary>
public sealed class RefusalTests : IDisposable
{
    private static readonly GrownTree Five = GrownTree.Empty.Grow(5, "honest");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly TestLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Proofs_that_do_not_hold_get_a_few_lines_and_a_count_and_a_fork_gets_its_own()
    {
        await using var witness = new WitnessProcess(_folder);
        await witness.StartAsync([_log.Key]);
        await witness.AddAsync(0, [], _log.Sign(Five));
        foreach (var size in Enumerable.Range(1, 20))
        {
            var newer = _log.Sign(Five.Grow(size, "honest"));
            foreach (var _ in Enumerable.Range(0, 3))
            {
                Assert.Equal(HttpStatusCode.UnprocessableEntity, (await witness.AddAsync(5, [Five.Root], newer)).Status);
            }
        }

        var fork = GrownTree.Empty.Grow(5, "fork");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await witness.AddAsync(5, [], _log.Sign(fork))).Status);
        Assert.Equal(0, await witness.StopAsync());

        var lines = witness.ToString().Split('\n').Where(line => line.Contains("[6001]", StringComparison.Ordinal)).ToList();
        Assert.Equal(Refusals.MostLines + 1, lines.Count);
        Assert.Contains(fork.Root.ToBase64(), lines[^1], StringComparison.Ordinal);
        Assert.Contains(_log.Sign(fork).Signatures[0].ToString(), lines[^1], StringComparison.Ordinal);
        Assert.Contains($"{60 - Refusals.MostLines} more submissions of {_log.Origin}", witness.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_strangers_send_too_long_break_off_or_never_finish_gets_an_answer_and_no_line()
    {
        await using var witness = new WitnessProcess(_folder);
        await witness.StartAsync([_log.Key]);

        Assert.StartsWith("HTTP/1.1 413 ", await AskAsync(Submission.MaxBytes + 1), StringComparison.Ordinal);
        using (var broken = await BeginAsync(100))
        {
            broken.LingerState = new LingerOption(true, 0);
        }

        // As long as any request may take: ten seconds.
        Assert.StartsWith("HTTP/1.1 408 ", await AskAsync(100), StringComparison.Ordinal);
        Assert.Equal(0, await witness.StopAsync());
        Assert.DoesNotContain("warn: ", witness.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("fail: ", witness.ToString(), StringComparison.Ordinal);

        async Task<string> AskAsync(int length)
        {
            using var socket = await BeginAsync(length);
            return await ReadAsync(socket);
        }

        // A body that is announced and of which nothing comes. Once the witness waits for it, it says that it may be sent.
        async Task<Socket> BeginAsync(int length)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, witness.Http.BaseAddress!.Port, Cancellation);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /add-checkpoint HTTP/1.1\r\nHost: witness.test\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"), Cancellation);
            if (length <= Submission.MaxBytes)
            {
                Assert.StartsWith("HTTP/1.1 100 ", await ReadAsync(socket), StringComparison.Ordinal);
            }

            return socket;
        }

        static async Task<string> ReadAsync(Socket socket)
        {
            var buffer = new byte[4096];
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
        }
    }

    [Fact]
    public void A_minute_begins_anew_and_each_log_has_its_own()
    {
        var refusals = new Refusals();
        Head Tree(int size) => new(size, Five.Root);
        bool[] Tell(string origin, bool isFork) => [.. Enumerable.Range(1, 5).Select(size => refusals.IsTold(origin, Tree(size), isFork))];
        bool[] told = [true, true, true, false, false];

        Assert.Equal(told, Tell("one", isFork: false));
        Assert.Equal(told, Tell("one", isFork: true));
        Assert.Equal(told, Tell("two", isFork: false));
        Assert.False(refusals.IsTold("two", Tree(1), isFork: false));
        Assert.Equal(new Dictionary<string, long> { ["one"] = 4, ["two"] = 3 }, refusals.EndMinute());

        Assert.Empty(refusals.EndMinute());
        Assert.Equal(told, Tell("one", isFork: false));
    }

    [Fact]
    public void One_tree_takes_one_line_however_often_it_is_sent()
    {
        var refusals = new Refusals();
        var tree = new Head(5, Five.Root);

        Assert.Equal([true, false, false, false, false], Enumerable.Range(0, 5).Select(_ => refusals.IsTold("one", tree, isFork: false)));
        Assert.True(refusals.IsTold("one", new Head(6, Five.Root), isFork: false));
    }
}
