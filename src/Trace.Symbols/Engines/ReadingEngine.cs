using System.Text;
using Trace.Symbols.Pictures;
using Trace.Web;

namespace Trace.Symbols.Engines;

/// <summary>zxing-wasm in a V8 of its own.</summary>
internal sealed class ReadingEngine : IDisposable
{
    // WebAssembly's memory never shrinks: an engine that once read a large picture would keep its room for ever.
    private const double MaxHeldBytes = 64 << 20;

    private const int ReadsBetweenCollections = 50;
    private const int MaxReads = 2000;

    // The engine's own defaults try harder, turned, inverted and smaller. Its tryDenoise was seen to read outside its memory.
    private const string Options = """{ "textMode": "Plain", "maxNumberOfSymbols": 255 }""";

    private static readonly TimeSpan s_loadWithin = TimeSpan.FromSeconds(30);

    private readonly Script _script = new("reader", "symbols/shims.js", "zxing_reader.js", "symbols/reader.js");
    private readonly TimeSpan _within;
    private int _reads;

    public ReadingEngine(TimeSpan within)
    {
        _within = within;
        _script.Call("load", s_loadWithin, _script.Buffer(WebFiles.ReadBytes("zxing_reader.wasm")));
    }

    /// <summary>Whether a new one would take less memory.</summary>
    public bool IsWorn => _reads >= MaxReads || Convert.ToDouble(_script.Call("held", _within), null) > MaxHeldBytes;

    public IReadOnlyList<BarcodeRead> Read(GreyPicture picture)
    {
        if (++_reads % ReadsBetweenCollections == 0)
        {
            _script.Collect();
        }

        _script.Call("read", _within, _script.Buffer(GreyMap(picture)), Options);
        return ReadAnswer.Parse((string)_script.Call("take", _within));
    }

    public void Dispose() => _script.Dispose();

    // A portable greymap, which the engine takes with a quarter of the memory that coloured pixels need.
    private static byte[] GreyMap(GreyPicture picture)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"P5\n{picture.Width} {picture.Height}\n255\n"));
        return [.. header, .. picture.Pixels];
    }
}
