using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace Trace.Tool.Output;

/// <summary>Writes for machines: one JSON value. Control characters are escaped, Chinese is not.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonFormatter Protobuf = new(JsonFormatter.Settings.Default);

    public static string Text(object answer) => JsonSerializer.Serialize(answer, Indented);

    /// <summary>Protobuf's own JSON of a message, to stand inside an answer.</summary>
    public static JsonElement Of(IMessage message)
    {
        using var document = JsonDocument.Parse(Protobuf.Format(message));
        return document.RootElement.Clone();
    }
}
