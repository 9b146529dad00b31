using System.Text.Json;

namespace Trace.Agent.Lines;

/// <summary>A line as it came.</summary>
/// <param name="Number">In its request or file, from 1; empty lines count.</param>
/// <param name="Json">A JSON object, if it is right.</param>
public readonly record struct LineText(int Number, ReadOnlyMemory<byte> Json)
{
    /// <summary>Parts lines at line feeds; those without anything on them are left out.</summary>
    public static IEnumerable<LineText> Split(ReadOnlyMemory<byte> text)
    {
        for (var number = 1; text.Length > 0; number++)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                yield return new LineText(number, line);
            }
        }
    }

    /// <summary>One JSON object, or the elements of an array.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<LineText> OfJson(ReadOnlyMemory<byte> text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind != JsonValueKind.Array
            ? [new LineText(1, text)]
            : [.. json.RootElement.EnumerateArray().Select((element, at) => new LineText(at + 1, System.Text.Encoding.UTF8.GetBytes(element.GetRawText())))];
    }
}
