using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Trace.Witness.State;
using Trace.Witness.Submissions;

namespace Trace.Witness.Serving;

/// <summary>A witness's addresses: add-checkpoint, the newest checkpoint of each log (tlog-witness, *Monitor Retrieval Mechanism*), and health.</summary>
internal static class Endpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapWitness(this WebApplication app)
    {
        app.MapPost("/add-checkpoint", AddCheckpointAsync);
        app.MapMethods("/{origin:length(64)}/checkpoint", Reading, Newest);
        app.MapMethods("/healthz", Reading, (Memory memory) => memory.Lost is null ? Results.Text("ok\n") : Results.Text("stopping\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task AddCheckpointAsync(HttpContext context, Cosigner cosigner, Ending ending)
    {
        WitnessAnswer answer;
        try
        {
            answer = await BodyAsync(context) is { } body
                ? await cosigner.AddCheckpointAsync(body, context.RequestAborted)
                : WitnessAnswer.Refused(StatusCodes.Status408RequestTimeout, $"a request is read for {Limits.AnswerWithin.TotalSeconds} seconds");
        }
        catch (BadHttpRequestException bad)
        {
            answer = WitnessAnswer.Refused(bad.StatusCode, bad.Message);
        }
        catch (IOException)
        {
            // Whoever asked is gone.
            context.Abort();
            return;
        }
        catch (MemoryLostException lost)
        {
            ending.Fail(lost.Message);
            answer = WitnessAnswer.Refused(StatusCodes.Status503ServiceUnavailable, "this witness signs nothing any more; ask its operator");
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(answer.Body, CancellationToken.None);
    }

    private static IResult Newest(string origin, HttpContext context, Memory memory)
    {
        // At most as many as there are logs configured, and hashed only when somebody asks.
        foreach (var (name, note) in memory.Notes)
        {
            if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) == origin)
            {
                context.Response.Headers.CacheControl = "public, max-age=1";
                return Results.Bytes(note, "text/plain; charset=utf-8");
            }
        }

        return Results.NotFound();
    }

    // Null where it did not come in time. What a stranger leaves undone must not be an exception that the server meets: it logs each with its stack,
    // and so it does what a read leaves behind that is ended by a token.
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        // The server ends what is longer with 413.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Submission.MaxBytes;
        var reader = context.Request.BodyReader;
        await using var end = context.RequestAborted.Register(reader.CancelPendingRead);
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            if (read.IsCanceled)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
