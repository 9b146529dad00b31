using System.Text.Json;
using Microsoft.ClearScript;

namespace Trace.Symbols.Engines;

/// <summary>bwip-js in a V8 of its own.</summary>
internal sealed class WritingEngine : IDisposable
{
    // BWIPP's wide bars are 2.5 modules; 2.25 to 3 are allowed, and only 3 is whole.
    private const string Interleaved = "itf14";
    private const int WideBar = 3;

    private const int MaxSymbols = 20_000;
    private const int SymbolsBetweenCollections = 500;

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web);

    private readonly Script _script = new("writer", "symbols/shims.js", "bwip-js.js", "symbols/writer.js");
    private int _symbols;

    public bool IsWorn => _symbols >= MaxSymbols;

    /// <summary>The modules of a symbol.</summary>
    /// <param name="encoder">The name of bwip-js for its kind.</param>
    /// <param name="text">In the form that the encoder wants.</param>
    /// <param name="options">Of the encoder, in JSON.</param>
    /// <exception cref="SymbolRefusedException">The encoder takes no such text.</exception>
    public (int Columns, int Rows, bool[] Dark) Encode(string encoder, string text, string options)
    {
        if (++_symbols % SymbolsBetweenCollections == 0)
        {
            _script.Collect();
        }

        string json;
        try
        {
            json = (string)_script.Call("encode", s_within, encoder, text, options);
        }
        catch (ScriptEngineException refused)
        {
            throw new SymbolRefusedException($"{encoder}: {refused.Message}", refused);
        }

        var answer = JsonSerializer.Deserialize<Answer>(json, s_form)!;
        return answer.Modules is { } modules
            ? (answer.Width, modules.Count / answer.Width, [.. modules.Select(module => module == 1)])
            : Widths(answer.Bars!, encoder == Interleaved ? WideBar : null);
    }

    /// <summary>A text in OCR-B as the data of an SVG path, and its width, in thousandths of an em.</summary>
    public (string Path, double Width) Outline(string text)
    {
        var outline = JsonSerializer.Deserialize<TextOutline>((string)_script.Call("outline", s_within, text), s_form)!;
        return (outline.Path, outline.Width);
    }

    public void Dispose() => _script.Dispose();

    private static (int Columns, int Rows, bool[] Dark) Widths(IReadOnlyList<double> bars, int? wide)
    {
        bool[] dark = [.. bars.SelectMany((width, place) => Enumerable.Repeat(place % 2 == 0, wide is { } modules && width > 1 ? modules : (int)Math.Round(width)))];
        var length = Array.LastIndexOf(dark, true) + 1;
        return (length, 1, dark[..length]);
    }

    private sealed record TextOutline(string Path, double Width);

    private sealed record Answer(IReadOnlyList<int>? Modules, int Width, IReadOnlyList<double>? Bars);
}
