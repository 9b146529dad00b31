using System.Collections.Concurrent;
using System.Text;
using Microsoft.ClearScript;
using Trace.Symbols.Pictures;
using Trace.Web;

namespace Trace.Symbols.Engines;

/// <summary>
/// zxing-wasm in a V8 of its own. One that was started lives as long as the process: V8 keeps one lock for the WebAssembly of all its isolates, and
/// ClearScript 7.5 may end an isolate inside a call that holds it, which then waits for itself, and every reader with it. So engines are lent and given
/// back, and one that is worn or went wrong begins anew inside its V8.
/// </summary>
#pragma warning disable CA1001 // Its V8 is not ended, and why stands above.
internal sealed class ReadingEngine
#pragma warning restore CA1001
{
    // WebAssembly's memory never shrinks: an engine that once read a large picture would keep its room for ever.
    private const double MaxHeldBytes = 64 << 20;

    private const int ReadsBetweenCollections = 50;
    private const int MaxReads = 2000;

    // The engine's own defaults try harder, turned, inverted and smaller. Its tryDenoise was seen to read outside its memory.
    private const string Options = """{ "textMode": "Plain", "maxNumberOfSymbols": 255 }""";

    private static readonly TimeSpan s_loadWithin = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentBag<ReadingEngine> s_idle = [];

    // What can't be used again is held all the same: else it would be ended when it is collected.
    private static readonly ConcurrentBag<ReadingEngine> s_broken = [];

    private readonly Script _script = new("reader", "symbols/shims.js", "zxing_reader.js", "symbols/reader.js");
    private TimeSpan _within;
    private int _reads;

    private ReadingEngine() => Begin();

    /// <summary>Whether it takes more memory than one that has just begun.</summary>
    public bool IsWorn => _reads >= MaxReads || Convert.ToDouble(_script.Call("held", _within), null) > MaxHeldBytes;

    /// <summary>One that is idle, or a new one.</summary>
    /// <param name="within">How long it may look at a picture.</param>
    public static ReadingEngine Borrow(TimeSpan within)
    {
        var engine = s_idle.TryTake(out var idle) ? idle : new ReadingEngine();
        engine._within = within;
        return engine;
    }

    /// <summary>Gives one back.</summary>
    /// <param name="engine">Nobody uses it any more.</param>
    /// <param name="isSpent">Whether it is worn, or went wrong.</param>
    public static void GiveBack(ReadingEngine engine, bool isSpent)
    {
        try
        {
            if (isSpent)
            {
                engine.Begin();
            }

            s_idle.Add(engine);
        }
        catch (Exception failed) when (failed is ScriptEngineException or TimeoutException)
        {
            s_broken.Add(engine);
        }
    }

    public IReadOnlyList<BarcodeRead> Read(GreyPicture picture)
    {
        if (++_reads % ReadsBetweenCollections == 0)
        {
            _script.Collect();
        }

        _script.Call("read", _within, _script.Buffer(GreyMap(picture)), Options);
        return ReadAnswer.Parse((string)_script.Call("take", _within));
    }

    private void Begin()
    {
        _script.Call("load", s_loadWithin, _script.Buffer(WebFiles.ReadBytes("zxing_reader.wasm")));
        _script.Collect();
        _reads = 0;
    }

    // A portable greymap, which the engine takes with a quarter of the memory that coloured pixels need.
    private static byte[] GreyMap(GreyPicture picture)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"P5\n{picture.Width} {picture.Height}\n255\n"));
        return [.. header, .. picture.Pixels];
    }
}
