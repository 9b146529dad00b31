using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>A call that is refused: gRPC hands it on as it is, JSON over HTTP reads the refusal out of it. Made by <see cref="RefusalStatus"/>.</summary>
public sealed class RefusedCallException : RpcException
{
    internal RefusedCallException(Refusal refusal, Grpc.Core.Status status, Metadata trailers)
        : base(status, trailers) => Refusal = refusal;

    /// <summary>Why.</summary>
    public Refusal Refusal { get; }
}
