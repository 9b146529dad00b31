using Grpc.Core;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebUtilities;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>A request that breaks a rule of HTTP, and not one of the ledger.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}

/// <summary>Everything that goes wrong with a request, as a problem of RFC 9457.</summary>
internal static class Problems
{
    /// <summary>Answers a request, and turns whatever keeps it from that into a problem.</summary>
    public static async Task GuardAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested && !HasTimedOut(context))
        {
            // The caller left: nobody reads an answer.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception failure)
        {
            await WriteAsync(context, Of(failure, context));
        }
    }

    /// <summary>Writes a problem: as the answer, or, where lines have been written already, as the last line.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            await NdjsonWriter.WriteProblemAsync(context, problem);
            return;
        }

        response.StatusCode = problem.Status;
        response.ContentType = Problem.MediaType;
        if (problem.RetryAfter > TimeSpan.Zero)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(problem.RetryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        // Not the request's own token: a request that timed out has none left, and is told so.
        await response.WriteAsync(problem.ToJson().ToJsonString(Bodies.Readable), CancellationToken.None);
    }

    /// <summary>A problem of HTTP itself, whose status says it all.</summary>
    public static Problem OfStatus(int status, string detail) => new() { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = detail };

    private static Problem Of(Exception failure, HttpContext context)
    {
        switch (failure)
        {
            case ProblemException known:
                return known.Problem;
            case RefusedCallException refused:
                return RefusalStatus.ToProblem(refused.Refusal);
            case OperationCanceledException when HasTimedOut(context):
                return OfStatus(StatusCodes.Status503ServiceUnavailable, "the answer took too long; what was sent may have been recorded all the same, and the same bytes may be sent again") with { Retryable = true, RetryAfter = FailingWorld.Retry };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return RefusalStatus.ToProblem(Refusal.Because(Reason.TooLarge, "", "the body is larger than this address takes"));
            case BadHttpRequestException bad:
                return OfStatus(bad.StatusCode, bad.Message);
            default:
                return OfFailure(failure, context);
        }
    }

    private static Problem OfFailure(Exception failure, HttpContext context)
    {
        var call = $"{context.GetEndpoint()?.DisplayName}";
        switch (context.RequestServices.GetRequiredService<FailingWorld>().Judge(failure, call))
        {
            case (StatusCode.Unavailable, var detail):
                return OfStatus(StatusCodes.Status503ServiceUnavailable, detail) with { Retryable = true, RetryAfter = FailingWorld.Retry };
            case (_, var detail):
                return OfStatus(StatusCodes.Status500InternalServerError, detail);
            default:
                HttpLog.Failed(context.RequestServices.GetRequiredService<ILogger<HttpRoute>>(), call, failure);
                return OfStatus(StatusCodes.Status500InternalServerError, "this service made a mistake, which its operator can read in its log");
        }
    }

    private static bool HasTimedOut(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true;
}
