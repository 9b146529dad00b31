using Grpc.Core;
using Trace.Client;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>
/// A producer's program under load: it records one statement after another, one call each or all by one stream, and keeps what it has no answer
/// to. Its client lives over the service's deaths and holds every checkpoint against all that it accepted before.
/// </summary>
internal sealed class Caller(LedgerClient client, Func<SignedStatement> next, bool streamed) : IAsyncDisposable
{
    // Behind a stream's last answer lies what was sent and not answered.
    private readonly Queue<SignedStatement> _sent = new();

    /// <summary>All that was acknowledged since <see cref="Forget"/>.</summary>
    public List<RecordedStatement> Acknowledged { get; } = [];

    /// <summary>What was sent, and neither acknowledged nor refused.</summary>
    public List<SignedStatement> Unanswered { get; } = [];

    /// <summary>Runs until it is stopped, or the service is gone.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await (streamed ? StreamAsync(stop) : CallAsync(stop));
        }
        catch (Exception gone) when (gone is RpcException or OperationCanceledException)
        {
            Unanswered.AddRange(_sent);
            _sent.Clear();
        }
    }

    /// <summary>The newest checkpoint, held against the last one and against every promise. The client may not know yet that the service is back.</summary>
    public async Task ObserveAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.GetCheckpointAsync(cancellation);
                return;
            }
            catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable && attempt < 100)
            {
                await Task.Delay(100, cancellation);
            }
        }
    }

    /// <summary>Begins anew, once what it was promised was checked.</summary>
    public void Forget()
    {
        Acknowledged.Clear();
        Unanswered.Clear();
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task CallAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var statement = next();
            _sent.Enqueue(statement);
            Acknowledge(await client.RecordAsync(statement, CancellationToken.None));
        }
    }

    private async Task StreamAsync(CancellationToken stop)
    {
        await foreach (var outcome in client.RecordManyAsync(Statements(stop), CancellationToken.None))
        {
            Acknowledge(outcome.Recorded ?? throw new InvalidOperationException($"{outcome.Refusal}"));
        }
    }

    private void Acknowledge(RecordedStatement recorded)
    {
        lock (_sent)
        {
            _sent.Dequeue();
        }

        Acknowledged.Add(recorded);
    }

    private async IAsyncEnumerable<SignedStatement> Statements([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var statement = next();
            lock (_sent)
            {
                _sent.Enqueue(statement);
            }

            yield return statement;

            // The load is there to be killed, not to be measured.
            if (i % 16 == 15)
            {
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}
