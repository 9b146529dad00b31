using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Net.Http.Headers;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>How a message travels.</summary>
internal enum BodyForm
{
    /// <summary>The canonical JSON of protobuf.</summary>
    Json,

    /// <summary>Protobuf's own encoding.</summary>
    Protobuf,
}

/// <summary>
/// Messages as bodies, in the canonical JSON of protobuf or in its own encoding. What is signed is never JSON: a statement is its bytes, and
/// JSON carries them as base64.
/// </summary>
internal static class Bodies
{
    public const string JsonType = "application/json";
    public const string ProtobufType = "application/x-protobuf";
    public const string NdjsonType = "application/x-ndjson";

    // What the registry of media types has come to call it.
    private const string OtherProtobufType = "application/protobuf";

    // No message of a request is deeper.
    private const int MaxDepth = 16;

    /// <summary>Texts as people read them: the answer is never part of a page of HTML.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // An answer leaves nothing out: a program that reads it needs no defaults.
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonParser Parser = new(new JsonParser.Settings(MaxDepth));

    /// <summary>The form that the caller takes.</summary>
    /// <exception cref="ProblemException">It takes none that is offered: 406.</exception>
    public static BodyForm Negotiate(HttpContext context)
    {
        var accepted = context.Request.GetTypedHeaders().Accept;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (Takes(type, JsonType))
            {
                return BodyForm.Json;
            }

            if (Takes(type, ProtobufType) || Takes(type, OtherProtobufType))
            {
                return BodyForm.Protobuf;
            }
        }

        return accepted.Count == 0 ? BodyForm.Json : throw NotAcceptable($"{JsonType} or {ProtobufType}");
    }

    /// <exception cref="ProblemException">The caller does not take lines of JSON: 406.</exception>
    public static void RequireNdjson(HttpContext context)
    {
        var accepted = context.Request.GetTypedHeaders().Accept;
        if (accepted.Count > 0 && !accepted.Any(type => Takes(type, NdjsonType)))
        {
            throw NotAcceptable(NdjsonType);
        }
    }

    /// <summary>The form of a request's body.</summary>
    /// <exception cref="ProblemException">It is none that is taken: 415.</exception>
    public static BodyForm FormOf(HttpContext context) => MediaTypeOf(context) switch
    {
        JsonType => BodyForm.Json,
        ProtobufType or OtherProtobufType => BodyForm.Protobuf,
        _ => throw Unsupported(context, $"{JsonType} or {ProtobufType}"),
    };

    /// <exception cref="ProblemException">The body is not lines of JSON: 415.</exception>
    public static void RequireNdjsonBody(HttpContext context)
    {
        if (MediaTypeOf(context) != NdjsonType)
        {
            throw Unsupported(context, NdjsonType);
        }
    }

    /// <summary>A message out of a body, or why there is none.</summary>
    public static (IMessage? Message, Refusal? Refusal) Parse(MessageDescriptor type, BodyForm form, ReadOnlySpan<byte> body)
    {
        try
        {
            return (form == BodyForm.Json ? Parser.Parse(StrictUtf8.GetString(body), type) : type.Parser.ParseFrom(body.ToArray()), null);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or InvalidJsonException or DecoderFallbackException)
        {
            return (null, Refusal.Because(Reason.Malformed, "", $"not a {type.FullName} in {(form == BodyForm.Json ? "the canonical JSON of protobuf" : "protobuf")}: {problem.Message}"));
        }
    }

    /// <summary>A message on one line.</summary>
    public static string Format(IMessage message) => Formatter.Format(message);

    /// <summary>Answers with a message.</summary>
    public static async Task WriteAsync(HttpContext context, BodyForm form, IMessage message)
    {
        if (form == BodyForm.Json)
        {
            context.Response.ContentType = JsonType;
            await context.Response.WriteAsync(Format(message), context.RequestAborted);
            return;
        }

        context.Response.ContentType = ProtobufType;
        context.Response.ContentLength = message.CalculateSize();
        await context.Response.BodyWriter.WriteAsync(message.ToByteArray(), context.RequestAborted);
    }

    private static bool Takes(MediaTypeHeaderValue accepted, string offered) =>
        accepted.Quality is not 0 && (accepted.MatchesAllTypes || (accepted.MatchesAllSubTypes ? offered.StartsWith($"{accepted.Type}/", StringComparison.OrdinalIgnoreCase) : accepted.MediaType.Equals(offered, StringComparison.OrdinalIgnoreCase)));

    private static string? MediaTypeOf(HttpContext context) =>
        context.Request.GetTypedHeaders().ContentType is { } type && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? type.MediaType.Value?.ToLowerInvariant()
            : null;

    private static ProblemException NotAcceptable(string offered) =>
        new(Problems.OfStatus(StatusCodes.Status406NotAcceptable, $"this address answers in {offered}"));

    private static ProblemException Unsupported(HttpContext context, string taken) =>
        new(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, $"this address takes {taken}, in UTF-8; \"{context.Request.ContentType}\" came"));
}
