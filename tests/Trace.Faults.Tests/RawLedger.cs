using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>The service's calls without the client's manners: no retry, no verification, nothing read that was not asked for.</summary>
internal sealed class RawLedger(Uri address) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    public AsyncUnaryCall<Recorded> Record(SignedStatement statement, CallOptions options = default) =>
        Invoker.AsyncUnaryCall(Method<SignedStatement, Recorded>(MethodType.Unary, "Record", SignedStatement.Parser, Recorded.Parser), null, options, statement);

    public AsyncDuplexStreamingCall<SignedStatement, Outcome> RecordMany(CallOptions options = default) =>
        Invoker.AsyncDuplexStreamingCall(Method<SignedStatement, Outcome>(MethodType.DuplexStreaming, "RecordMany", SignedStatement.Parser, Outcome.Parser), null, options);

    public AsyncServerStreamingCall<WatchedEntry> WatchLog(WatchLogRequest request, CallOptions options = default) =>
        Invoker.AsyncServerStreamingCall(Method<WatchLogRequest, WatchedEntry>(MethodType.ServerStreaming, "WatchLog", WatchLogRequest.Parser, WatchedEntry.Parser), null, options, request);

    public AsyncServerStreamingCall<WatchedEntry> WatchHistory(WatchHistoryRequest request, CallOptions options = default) =>
        Invoker.AsyncServerStreamingCall(Method<WatchHistoryRequest, WatchedEntry>(MethodType.ServerStreaming, "WatchHistory", WatchHistoryRequest.Parser, WatchedEntry.Parser), null, options, request);

    public AsyncUnaryCall<CheckpointNote> Checkpoint(At at) =>
        Invoker.AsyncUnaryCall(Method<GetCheckpointRequest, CheckpointNote>(MethodType.Unary, "GetCheckpoint", GetCheckpointRequest.Parser, CheckpointNote.Parser), null, default, new GetCheckpointRequest { At = at });

    public void Dispose() => _channel.Dispose();

    private CallInvoker Invoker => _channel.CreateCallInvoker();

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(MethodType type, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(type, "trace.v1.Ledger", name, Marshallers.Create(message => message.ToByteArray(), request.ParseFrom), Marshallers.Create(message => message.ToByteArray(), response.ParseFrom));
}
