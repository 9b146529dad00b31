using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trace.Agent.Lines;
using Trace.Agent.Outcomes;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;

namespace Trace.Agent.Serving;

/// <summary>An agent's addresses. All but health ask for the shared secret.</summary>
internal static class AgentEndpoints
{
    /// <summary>The most bytes of a request: a thousand lines.</summary>
    public const int MaxBytes = LineIntake.MaxLines * (LineReader.MaxBytes + 1);

    private const int MostOutcomes = 1000;

    public static void MapAgent(this IEndpointRouteBuilder app, Outbox outbox, LineIntake intake, SharedSecret secret, Hindrances hindrances)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        var known = app.MapGroup("").AddEndpointFilter(async (context, next) =>
            secret.Is(context.HttpContext.Request.Headers[SharedSecret.Header]) ? await next(context) : Error(StatusCodes.Status401Unauthorized, $"the header {SharedSecret.Header} must carry the agent's secret"))
            .AddEndpointFilter((context, next) => GuardAsync(context, next, hindrances));
        known.MapPost("/events", (HttpRequest request) => EventsAsync(request.HttpContext, intake));
        known.MapGet("/outcomes", (long? since, int? most) => OutcomesOf(outbox, since ?? 0, Math.Clamp(most ?? MostOutcomes, 1, MostOutcomes)));
        known.MapGet("/status", () => StatusOf(outbox));
        known.MapGet("/refused", (long? after) => Results.Json(new { refused = outbox.Entries(OutboxState.Refused, after ?? 0).Select(EntryOf) }, OutcomeForm.Json));
        known.MapPost("/statements/{identity}/retry", (string identity) => Named(identity, hash =>
        {
            outbox.Retry(hash);
            return Task.FromResult(Results.Json(EntryOf(outbox.Find(hash)!), OutcomeForm.Json));
        }));
        known.MapPost("/statements/{identity}/drop", (string identity, string? because) => Named(identity, hash =>
        {
            if (string.IsNullOrWhiteSpace(because))
            {
                return Task.FromResult(Error(StatusCodes.Status400BadRequest, "?because= must say why it is dropped"));
            }

            outbox.Drop(hash, because);
            return Task.FromResult(Results.Json(EntryOf(outbox.Find(hash)!), OutcomeForm.Json));
        }));
        known.MapPost("/statements/{identity}/correct", (string identity, HttpContext context) => Named(identity, async hash =>
        {
            var (item, error) = await intake.SignAsync(await BodyAsync(context), context.RequestAborted);
            return item is null
                ? Results.Json(LineAnswer.Of(1, error!), OutcomeForm.Json, statusCode: StatusCodes.Status400BadRequest)
                : Results.Json(EntryOf(outbox.Find(outbox.Correct(hash, item with { Note = item.Note ?? outbox.Find(hash)?.Note }).Sequence)!), OutcomeForm.Json);
        }));
    }

    /// <summary>An answer that says what is wrong.</summary>
    public static IResult Error(int status, string error) => Results.Json(new { error }, OutcomeForm.Json, statusCode: status);

    private static async Task<IResult> EventsAsync(HttpContext context, LineIntake intake)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/json" or "application/x-ndjson"))
        {
            return Error(StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json, one object or an array, or application/x-ndjson, an object a line");
        }

        var body = await BodyAsync(context);
        IReadOnlyList<LineText> lines;
        try
        {
            lines = type == "application/json" ? LineText.OfJson(body) : [.. LineText.Split(body).Take(LineIntake.MaxLines + 1)];
        }
        catch (JsonException problem)
        {
            return Error(StatusCodes.Status400BadRequest, $"the body is no JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}");
        }

        if (lines.Count is 0 or > LineIntake.MaxLines)
        {
            return Error(StatusCodes.Status400BadRequest, $"1 to {LineIntake.MaxLines} lines at a time");
        }

        var answers = await intake.TakeAsync(lines, context.RequestAborted);
        var taken = answers.Count(answer => answer.Taken);
        return Results.Json(
            new { taken, notTaken = answers.Count - taken, lines = answers }, OutcomeForm.Json,
            statusCode: taken > 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static Task<IResult> Named(string identity, Func<Hash256, Task<IResult>> act) =>
        identity.Length == 2 * Hash256.Size && identity.All(char.IsAsciiHexDigit)
            ? act(Hash256.FromHex(identity))
            : Task.FromResult(Error(StatusCodes.Status400BadRequest, $"a statement is named by its identity, {2 * Hash256.Size} hex digits"));

    // What can go wrong is no secret of the caller, and none of its lines was taken. It waits for the operator, who is told, and for nobody's log.
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Hindrances hindrances)
    {
        var what = $"{context.HttpContext.Request.Method} {context.HttpContext.Request.Path}";
        try
        {
            var answer = await next(context);
            hindrances.Over(what);
            return answer;
        }
        catch (OutboxException problem) when (problem.Problem == OutboxProblem.NotSo)
        {
            return Error(StatusCodes.Status409Conflict, problem.Message);
        }
        catch (RefusedException refused)
        {
            return Error(StatusCodes.Status400BadRequest, refused.Message);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or BadHttpRequestException))
        {
            hindrances.Met(what, problem);
            return Error(problem is OutboxException { Problem: OutboxProblem.Full } ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable, problem.Message);
        }
    }

    private static IResult OutcomesOf(Outbox outbox, long since, int most)
    {
        var outcomes = outbox.Outcomes(since, most);
        return Results.Json(new { outcomes = outcomes.Select(OutcomeForm.Of), next = outcomes.Count > 0 ? outcomes[^1].Number : since, more = outcomes.Count == most }, OutcomeForm.Json);
    }

    private static IResult StatusOf(Outbox outbox)
    {
        var (counts, clock) = (outbox.Counts(), outbox.Clock);
        return Results.Json(
            new
            {
                outbox.Ledger,
                counts.Waiting,
                counts.Recorded,
                counts.Refused,
                counts.Corrected,
                counts.Dropped,
                outbox.Trouble,
                clockAheadSeconds = clock?.Ahead.TotalSeconds,
                clock = clock is null ? null : ClockSkew.Describe(clock.Ahead),
            },
            OutcomeForm.Json);
    }

    private static object EntryOf(OutboxEntry entry) => new
    {
        number = entry.Sequence,
        identity = entry.Identity.ToString(),
        state = entry.State.ToString().ToLowerInvariant(),
        @ref = entry.Note,
        entry.Subject,
        entry.Kind,
        entry.Time,
        reason = entry.Refusal?.Reason.ToString(),
        field = entry.Refusal is { Field.Length: > 0 } at ? at.Field : null,
        message = entry.Refusal?.Message,
    };

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        // The server ends what is longer with 413.
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(body.GetMemory(8192), context.RequestAborted);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
        }
    }
}
