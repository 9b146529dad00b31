using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests;

/// <summary>A ledger behind the stub: an honest log in memory, with a fault at each call where one is waiting.</summary>
internal sealed class FakeLedger(InMemoryLog log) : CallInvoker
{
    private readonly Dictionary<ByteString, Recorded> _known = [];

    /// <summary>Thrown by the next calls, one each; null lets one through. Of a stream: after so many answers.</summary>
    public Queue<Exception?> Faults { get; } = new();

    public Queue<int> BreakStreamAfter { get; } = new();

    public Func<SignedStatement, Refusal?> Refuse { get; set; } = _ => null;

    public Func<Recorded, Recorded> Bend { get; set; } = answer => answer;

    /// <summary>What it publishes; by default all that it holds, signed by itself alone.</summary>
    public Func<SignedNote> Published { get; set; } = () => log.Note();

    /// <summary>Answers consistency in its place.</summary>
    public Func<long, long, Hash256[]>? Prove { get; set; }

    /// <summary>Thrown at an upload, of which it is told; null takes it.</summary>
    public Func<DiscloseRequest, Exception?> Unwell { get; set; } = _ => null;

    /// <summary>What was uploaded, in its order.</summary>
    public List<(Hash256 Identity, string Path)> Uploads { get; } = [];

    public int Calls { get; private set; }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls++;
        var answer = Faults.TryDequeue(out var fault) && fault is not null
            ? Task.FromException<TResponse>(fault)
            : request is DiscloseRequest upload && Unwell(upload) is { } unwell
            ? Task.FromException<TResponse>(unwell)
            : Task.FromResult((TResponse)Answer(request));
        return new AsyncUnaryCall<TResponse>(answer, Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Calls++;
        var requests = Channel.CreateUnbounded<SignedStatement>();
        var reader = new Answers(this, requests.Reader, BreakStreamAfter.TryDequeue(out var after) ? after : int.MaxValue);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            (IClientStreamWriter<TRequest>)(object)new Requests(requests.Writer), (IAsyncStreamReader<TResponse>)(object)reader,
            Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    private object Answer(object request) => request switch
    {
        SignedStatement signed => Record(signed),
        DiscloseRequest upload => Upload(upload),
        GetCheckpointRequest => new CheckpointNote { Note = ByteString.CopyFrom(Published().ToBytes()) },
        GetHistoryRequest history => Page(history),
        GetInclusionProofRequest proof => log.Inclusion(proof.Index, (long)proof.Size),
        GetConsistencyProofRequest proof => Proof(proof),
        _ => throw new NotSupportedException(request.GetType().Name),
    };

    private Recorded Record(SignedStatement signed)
    {
        if (!_known.TryGetValue(signed.Statement, out var answer))
        {
            _known.Add(signed.Statement, answer = log.Answer(log.Record(signed)));
        }

        return Bend(answer.Clone());
    }

    private DiscloseResponse Upload(DiscloseRequest upload)
    {
        Uploads.Add((Hash256.From(upload.Identity.Span), upload.Path));
        return new DiscloseResponse();
    }

    // Pages of two, and the log grows between them.
    private History Page(GetHistoryRequest request)
    {
        var bundle = log.Bundle(request.Subject, request.Thorough);
        var all = bundle.History.Entries.ToList();
        var from = (int)Math.Max(1, request.FromVersion);
        var page = new History { Bundle = bundle, FromVersion = (ulong)from, NewestVersion = (ulong)all.Count };
        var indexes = all.Select(bytes => Entry.Parser.ParseFrom(bytes).Index).Skip(from - 1).Take(2).ToList();
        bundle.History.Entries.Clear();
        bundle.History.Entries.AddRange(all.Skip(from - 1).Take(2));
        bundle.History.Proofs.Clear();
        bundle.History.Proofs.AddRange(indexes.Skip(request.Thorough ? 0 : indexes.Count - 1).Select(index => log.Inclusion(index)));
        page.NextVersion = from + 2 <= all.Count ? (ulong)from + 2 : 0;
        log.Register(100 + Calls, Role.Courier);
        return page;
    }

    private V1.ConsistencyProof Proof(GetConsistencyProofRequest request)
    {
        var proof = new V1.ConsistencyProof { First = request.First, Second = request.Second };
        proof.Hashes.AddRange((Prove ?? log.Consistency)((long)request.First, (long)request.Second).Select(hash => ByteString.CopyFrom(hash.AsSpan())));
        return proof;
    }

    private sealed class Requests(ChannelWriter<SignedStatement> writer) : IClientStreamWriter<SignedStatement>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SignedStatement message) => writer.WriteAsync(message).AsTask();

        public Task WriteAsync(SignedStatement message, CancellationToken cancellationToken) => writer.WriteAsync(message, cancellationToken).AsTask();

        public Task CompleteAsync()
        {
            writer.Complete();
            return Task.CompletedTask;
        }
    }

    // What breaks a stream has recorded the statement: failed, and yet written.
    private sealed class Answers(FakeLedger ledger, ChannelReader<SignedStatement> reader, int left) : IAsyncStreamReader<Outcome>
    {
        private int _left = left;

        public Outcome Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await reader.WaitToReadAsync(cancellationToken))
            {
                return false;
            }

            var signed = await reader.ReadAsync(cancellationToken);
            Current = ledger.Refuse(signed) is { } refusal ? new Outcome { Refusal = refusal } : new Outcome { Recorded = ledger.Record(signed) };
            return _left-- > 0 ? true : throw new RpcException(new Status(StatusCode.Unavailable, "broken"));
        }
    }
}
