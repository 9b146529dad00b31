using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>The one place that turns a refusal into a gRPC status with details, and into the HTTP status of an RFC 9457 problem.</summary>
public static class RefusalStatus
{
    /// <summary>The domain of <c>google.rpc.ErrorInfo</c>.</summary>
    public const string Domain = "trace.v1";

    /// <summary>A refusal as an exception of gRPC, with ErrorInfo, BadRequest where a field is at fault, and RetryInfo where waiting helps.</summary>
    /// <param name="refusal">The refusal.</param>
    public static RefusedCallException ToException(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var status = new Google.Rpc.Status { Code = (int)CodeOf(refusal.Reason), Message = refusal.Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = NameOf(refusal.Reason) }));
        if (refusal.Field.Length > 0)
        {
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = refusal.Field, Description = refusal.Message, Reason = NameOf(refusal.Reason) } } }));
        }

        if (refusal.Retryable)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(refusal.RetryAfterMs)) }));
        }

        var told = status.ToRpcException();
        return new RefusedCallException(refusal, told.Status, told.Trailers);
    }

    /// <summary>A refusal as a problem of RFC 9457.</summary>
    /// <param name="refusal">The refusal.</param>
    public static Problem ToProblem(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var name = NameOf(refusal.Reason);
        return new Problem
        {
            Type = $"/v1/problems/{name}",
            Title = TitleOf(refusal.Reason),
            Status = HttpOf(refusal.Reason),
            Detail = refusal.Message,
            Reason = name,
            Field = refusal.Field,
            Retryable = refusal.Retryable,
            RetryAfter = TimeSpan.FromMilliseconds(refusal.RetryAfterMs),
        };
    }

    /// <summary>The reason as a title for people, such as <c>Not yours</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string TitleOf(Reason reason)
    {
        var name = NameOf(reason);
        return name[0] + name[1..].ToLowerInvariant().Replace('_', ' ');
    }

    /// <summary>The reason as machines read it, such as <c>NOT_YOURS</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string NameOf(Reason reason) =>
        LedgerReflection.Descriptor.FindTypeByName<EnumDescriptor>("Reason").FindValueByNumber((int)reason).Name["REASON_".Length..];

    /// <summary>The gRPC status of a reason.</summary>
    /// <param name="reason">The reason.</param>
    public static StatusCode CodeOf(Reason reason) => reason switch
    {
        Reason.BacklogFull or Reason.RateLimited or Reason.StreamTooSlow => StatusCode.ResourceExhausted,
        Reason.ReadOnly => StatusCode.Unavailable,
        Reason.NotFound => StatusCode.NotFound,
        Reason.OutOfRange => StatusCode.OutOfRange,
        Reason.Erased or Reason.CommitmentMismatch => StatusCode.FailedPrecondition,
        >= Reason.UnknownReference => StatusCode.FailedPrecondition,
        >= Reason.UnknownKey => StatusCode.PermissionDenied,
        _ => StatusCode.InvalidArgument,
    };

    /// <summary>The HTTP status of a reason.</summary>
    /// <param name="reason">The reason.</param>
    public static int HttpOf(Reason reason) => (reason, CodeOf(reason)) switch
    {
        (Reason.TooLarge, _) => StatusCodes.Status413PayloadTooLarge,
        (Reason.Erased, _) => StatusCodes.Status410Gone,
        (_, StatusCode.ResourceExhausted) => StatusCodes.Status429TooManyRequests,
        (_, StatusCode.Unavailable) => StatusCodes.Status503ServiceUnavailable,
        (_, StatusCode.NotFound) => StatusCodes.Status404NotFound,
        (_, StatusCode.PermissionDenied) => StatusCodes.Status403Forbidden,
        (_, StatusCode.FailedPrecondition) => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };
}
