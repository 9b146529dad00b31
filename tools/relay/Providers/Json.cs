using System.Text.Json;

namespace Trace.Relay.Providers;

/// <summary>Reads providers' JSON, in which a number may be a text and a text a number.</summary>
internal static class Json
{
    public static JsonDocument Parse(string text, string name)
    {
        try
        {
            var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new PushFormatException($"{name}: must be an object");
        }
        catch (JsonException problem)
        {
            throw new PushFormatException($"{name} is no JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}");
        }
    }

    /// <summary>A text or number as text; empty where there is none.</summary>
    public static string Text(JsonElement from, string name) => !from.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    /// <summary>The elements of an array; none where there is none.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
