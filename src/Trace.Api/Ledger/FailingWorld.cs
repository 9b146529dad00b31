using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Npgsql;
using Status = Google.Rpc.Status;

namespace Trace.Api.Ledger;

/// <summary>
/// What a caller is told when the database, the disk or the network fails: UNAVAILABLE, and when to send the same again, which is always safe;
/// of what is stored and damaged DATA_LOSS. Our own mistakes stay what they are.
/// </summary>
/// <param name="standing">Whether this server writes, and if not, why.</param>
/// <param name="logger">Hears of each failure that no caller brought about.</param>
internal sealed class FailingWorld(LogStanding standing, ILogger<FailingWorld> logger) : Interceptor
{
    /// <summary>When to send the same again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception problem) when (Translate(problem, context) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception problem) when (Translate(problem, context) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception problem) when (Translate(problem, context) is { } told)
        {
            throw told;
        }
    }

    /// <summary>What a failure is to whoever calls, over either door; null where it is a mistake of ours.</summary>
    /// <param name="problem">What failed.</param>
    /// <param name="method">The call, for the operator.</param>
    /// <returns>UNAVAILABLE, and the same may be sent again; or DATA_LOSS.</returns>
    public (StatusCode Code, string Message)? Judge(Exception problem, string method)
    {
        switch (problem)
        {
            case LogNotReadyException:
                return (StatusCode.Unavailable, standing.ReadOnlyBecause ?? problem.Message);
            case NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } or TimeoutException or IOException or UnauthorizedAccessException:
                LedgerLog.WorldFailed(logger, method, problem);
                return (StatusCode.Unavailable, "the database or the disk does not answer; what was sent may have been recorded all the same, and the same bytes may be sent again");
            case InvalidDataException or FormatException:
                LedgerLog.StoreDamaged(logger, method, problem);
                return (StatusCode.DataLoss, problem.Message);
            default:
                return null;
        }
    }

    // A call that its caller left fails by that, in whatever guise.
    private RpcException? Translate(Exception problem, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested || Judge(problem, context.Method) is not var (code, message))
        {
            return null;
        }

        var status = new Status { Code = (int)code, Message = message };
        if (code == StatusCode.Unavailable)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(Retry) }));
        }

        return status.ToRpcException();
    }
}
