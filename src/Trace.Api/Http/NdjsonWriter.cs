using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Trace.Api.Ledger;

namespace Trace.Api.Http;

/// <summary>
/// Messages as lines of JSON, each sent at once. While there is nothing to say an empty line goes out now and then: it tells a reader from a
/// dead line, and this side a reader that left.
/// </summary>
/// <param name="context">The request.</param>
internal sealed class NdjsonWriter<T>(HttpContext context) : IAsyncStreamWriter<T>, IAsyncDisposable
    where T : IMessage
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(15);

    // One line at a time, whoever writes it.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
    private Task _beating = Task.CompletedTask;

    /// <inheritdoc/>
    public WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends the head of the answer, if no line has been sent yet.</summary>
    public async Task StartAsync()
    {
        await TakeTurnAsync(() => context.Response.Body.FlushAsync(_ended.Token));
        _beating = BeatAsync();
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message)
    {
        var line = Bodies.Format(message);
        return TakeTurnAsync(() => NdjsonWriter.WriteLineAsync(context, line, _ended.Token));
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
        _turn.Dispose();
    }

    private async Task TakeTurnAsync(Func<Task> write)
    {
        await _turn.WaitAsync(_ended.Token);
        try
        {
            await write();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task BeatAsync()
    {
        using var pulse = new PeriodicTimer(Pulse);
        while (await pulse.WaitForNextTickAsync(_ended.Token))
        {
            await TakeTurnAsync(() => NdjsonWriter.WriteLineAsync(context, "", _ended.Token));
        }
    }
}

/// <summary>Lines of JSON as an answer.</summary>
internal static class NdjsonWriter
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>The lines of a request's answer. Nothing is sent yet: what is wrong with the request can still be said by a status.</summary>
    public static NdjsonWriter<T> For<T>(HttpContext context)
        where T : IMessage
    {
        context.Response.ContentType = Bodies.NdjsonType;
        return new NdjsonWriter<T>(context);
    }

    /// <summary>Sends one line.</summary>
    public static async Task WriteLineAsync(HttpContext context, string line, CancellationToken cancellation)
    {
        var writer = context.Response.BodyWriter;
        Encoding.UTF8.GetBytes(line, writer);
        writer.Write("\n"u8);
        await writer.FlushAsync(cancellation);
    }

    /// <summary>Sends a problem as the last line, <c>{"problem": …}</c>: the status has been sent long since.</summary>
    public static async Task WriteProblemAsync(HttpContext context, Problem problem)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        within.CancelAfter(LastWords);
        var line = new JsonObject { ["problem"] = problem.ToJson() }.ToJsonString(Bodies.Readable);
        try
        {
            await WriteLineAsync(context, line, within.Token);
        }
        catch (OperationCanceledException)
        {
            // Who does not read is not told either: an answer that breaks off is no whole answer.
            context.Abort();
        }
    }
}
