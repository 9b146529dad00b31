using Google.Rpc;
using Grpc.Core;
using Trace.V1;

namespace Trace.Client;

/// <summary>Reads a refusal out of a gRPC error: <c>google.rpc.Status</c> with ErrorInfo, BadRequest and RetryInfo.</summary>
internal static class RpcRefusals
{
    private const string Prefix = "REASON_";

    /// <summary>The refusal that an error carries; null where it is the network's or the server's failure and no refusal.</summary>
    public static Refusal? Of(RpcException error)
    {
        var status = error.GetRpcStatus();
        if (status?.GetDetail<ErrorInfo>() is not { } info || ReasonOf(info.Reason) is not { } reason)
        {
            return null;
        }

        var violation = status.GetDetail<BadRequest>()?.FieldViolations.FirstOrDefault();
        var retry = RetryAfter(status);
        return new Refusal
        {
            Reason = reason,
            Field = violation?.Field ?? "",
            Message = status.Message,
            Retryable = retry is not null,
            RetryAfterMs = (long)(retry?.TotalMilliseconds ?? 0),
        };
    }

    /// <summary>How long the server asks to wait; null where it does not say.</summary>
    public static TimeSpan? RetryAfter(RpcException error) => error.GetRpcStatus() is { } status ? RetryAfter(status) : null;

    /// <summary>Whether the same bytes may be sent again at once or after a wait: the call may not even have arrived.</summary>
    public static bool IsTransient(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.DeadlineExceeded => true,

        // By the server or something on the way: what the caller cancels is never asked about here.
        StatusCode.Cancelled => Of(error) is null,

        // How a connection that breaks amid a call shows.
        StatusCode.Internal or StatusCode.Unknown => Of(error) is null && error.Status.DebugException is HttpRequestException or IOException or System.Net.Http.HttpIOException,
        _ => false,
    };

    /// <summary>What a caller is thrown for an error: the refusal that it carries, else itself.</summary>
    public static Exception ToThrow(RpcException error) => Of(error) is { } refusal ? new RefusedException(refusal, error) : error;

    private static TimeSpan? RetryAfter(Google.Rpc.Status status) => status.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();

    private static Reason? ReasonOf(string name) =>
        LedgerReflection.Descriptor.EnumTypes.First(type => type.Name == nameof(Reason)).FindValueByName(Prefix + name) is { } value
            ? (Reason)value.Number
            : null;
}
