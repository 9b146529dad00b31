using System.Text.Json;

namespace Trace.Symbols.Engines;

/// <summary>What web/symbols/reader.ts answers.</summary>
internal static class ReadAnswer
{
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<BarcodeRead> Parse(string json)
    {
        var answer = json.Length > 0 ? JsonSerializer.Deserialize<Answer>(json, s_form)! : new Answer("no answer", null);
        return answer.Results is { } results
            ? [.. results.Where(result => result.IsValid).Select(Read)]
            : throw new InvalidOperationException($"the barcode engine failed: {answer.Error}");
    }

    private static BarcodeRead Read(Result result)
    {
        var at = result.Position;
        (int X, int Y)[] corners = [(at.TopLeft.X, at.TopLeft.Y), (at.TopRight.X, at.TopRight.Y), (at.BottomRight.X, at.BottomRight.Y), (at.BottomLeft.X, at.BottomLeft.Y)];
        return new BarcodeRead(result.Format, result.SymbologyIdentifier, result.Text, result.Bytes.Select(number => (byte)number).ToArray(), corners) { Lines = result.LineCount };
    }

    private sealed record Answer(string? Error, IReadOnlyList<Result>? Results);

    private sealed record Result(bool IsValid, string Format, string SymbologyIdentifier, string Text, IReadOnlyList<int> Bytes, int LineCount, Position Position);

    private sealed record Position(Point TopLeft, Point TopRight, Point BottomRight, Point BottomLeft);

    private sealed record Point(int X, int Y);
}
