using Grpc.Core;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Tool.Output;

/// <summary>One message, what to do, and the exit code.</summary>
/// <param name="Code">Of <see cref="ExitCodes"/>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Details">A line each: what exactly, and what to do.</param>
internal sealed record Failure(int Code, string Message, IReadOnlyList<string> Details)
{
    /// <summary>Of an exception that is no mistake of this program; null of one that is.</summary>
    /// <param name="problem">What was thrown.</param>
    /// <param name="server">The service's address.</param>
    /// <param name="believed">Where the policy came from.</param>
    public static Failure? Of(Exception problem, string server, string? believed) => problem switch
    {
        Recording.KeptException kept when Of(kept.InnerException!, server, believed) is { } inner => inner with { Details = [.. inner.Details, .. kept.Lines] },
        OperationCanceledException => new(ExitCodes.Stopped, "stopped", []),
        ForkException fork => new(ExitCodes.Forked, fork.Message, ["The log signed two histories that can't both be true. Keep both checkpoints, and show them to others."]),
        LogFileException flawed => new(ExitCodes.Refused, flawed.Message, believed is not null && flawed.Flaw.Problem == LogFileProblem.NotBelieved ? [$"Believed is the log that {believed} names. Another log is believed by --policy FILE."] : []),
        LogUnreachableException unreached => new(ExitCodes.NotReached, unreached.Message, []),
        VerificationException failed => new(ExitCodes.Refused, "not verified", [.. Lines(failed.Failures, believed)]),
        RefusedException refused => new(ExitCodes.Refused, refused.Message, refused.Refusal.Retryable ? ["The same may be taken later: send it again."] : []),
        RpcException { StatusCode: StatusCode.Cancelled } => new(ExitCodes.Stopped, "stopped", []),
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded } rpc => NotReached(rpc, server),
        RpcException { Status.DebugException: HttpRequestException or IOException } rpc => NotReached(rpc, server),
        RpcException rpc => new(ExitCodes.NotReached, $"the service at {server} failed: {rpc.StatusCode}: {rpc.Status.Detail}", []),
        Logs.RestoreFailedException failed => new(failed.Code, failed.Message, []),
        UsageException or IOException or FormatException or UnauthorizedAccessException => new(ExitCodes.Usage, problem.Message, []),
        _ => null,
    };

    /// <summary>What does not hold, a line each, and whom was believed where that is the question.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<VerificationFailure> failures, string? believed)
    {
        var lines = failures.Select(failure => failure.ToString());
        return believed is not null && failures.Any(failure => failure.Rule == VerificationRule.Checkpoint)
            ? lines.Append($"Believed is the log that {believed} names. Another log is believed by --policy FILE.")
            : lines;
    }

    private static Failure NotReached(RpcException rpc, string server) =>
        new(ExitCodes.NotReached, $"the service at {server} was not reached: {rpc.Status.Detail}", ["Start it with ./run, or name another by --server."]);
}
