using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Reports;

/// <summary><c>GET /reports/challenge</c> and <c>POST /reports</c>, for whoever has no code.</summary>
internal static partial class ReportEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Read).MapGet("/reports/challenge", context => Guard(context, async desk =>
        {
            var (challenge, bits) = desk.Ask();
            await WriteAsync(context, new Asked(challenge, bits), Json.Default.Asked);
        }));
        HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Report).MapPost("/reports", context => Guard(context, async desk =>
        {
            SameOrigin.Require(context);
            var sent = await ReadAsync(context);
            context.Response.StatusCode = StatusCodes.Status200OK;
            await WriteAsync(context, await desk.RecordAsync(sent.Subject, sent.Report, sent.Challenge, sent.Counter, context.RequestAborted), Json.Default.ReportAnswer);
        }));
    }

    private static Task Guard(HttpContext context, Func<ReportDesk, Task> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Problems.GuardAsync(context, () => answer(context.RequestServices.GetRequiredService<ReportDesk>()));
    }

    private static async Task<Sent> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, Json.Default.Sent, context.RequestAborted)
                ?? throw RefusalStatus.ToException(Refusal.Because(Reason.Malformed, "", "null is no report"));
        }
        catch (JsonException problem)
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.Malformed, problem.Path ?? "", $"not a report as JSON: {problem.Message}"));
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        context.Response.ContentType = Bodies.JsonType;
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer, type), context.RequestAborted);
    }

    /// <summary>A challenge, in base64.</summary>
    private sealed record Asked(byte[] Challenge, int Bits);

    /// <summary>A Report as its author's device sends it; bytes in base64.</summary>
    [method: JsonConstructor]
    private sealed record Sent(string Subject, byte[] Report, byte[] Challenge, ulong Counter);

    [JsonSerializable(typeof(Asked))]
    [JsonSerializable(typeof(Sent))]
    [JsonSerializable(typeof(ReportAnswer))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    private sealed partial class Json : JsonSerializerContext;
}
