using Trace.Symbols.Engines;
using Trace.Symbols.Pictures;

namespace Trace.Symbols;

/// <summary>
/// Finds the barcodes on pictures, by ZXing-C++ in V8. Safe for many threads: as many pictures are read at once as there are processors, the
/// others wait. The first call starts an engine, which takes some tenths of a second.
/// </summary>
public sealed class BarcodeReader : IDisposable
{
    /// <summary>The most symbols that are told of one picture.</summary>
    public const int MaxSymbols = 255;

    private readonly EnginePool<ReadingEngine> _engines;

    /// <summary>A reader.</summary>
    /// <param name="options">How hard it looks, and for how long; null for all that is known and 10 seconds.</param>
    public BarcodeReader(BarcodeReaderOptions? options = null)
    {
        var chosen = options ?? new();
        _engines = new(chosen.Engines, () => ReadingEngine.Borrow(chosen.Within), engine => engine.IsWorn, ReadingEngine.GiveBack);
    }

    /// <summary>The symbols on a picture, none where there is none.</summary>
    /// <param name="file">A PNG, JPEG or WebP file.</param>
    /// <param name="cancellation">Ends the wait for a free engine.</param>
    /// <exception cref="PictureRefusedException">It is no picture that is read here; see <see cref="PictureLimits"/>.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public IReadOnlyList<BarcodeRead> Read(ReadOnlyMemory<byte> file, CancellationToken cancellation = default) =>
        _engines.Use(engine => Passes.Over(GreyPicture.Decode(file.Span), engine.Read), cancellation);

    /// <summary>The symbols on a picture that is decoded already.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, CancellationToken)"/>
    public IReadOnlyList<BarcodeRead> Read(GreyPicture picture, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return _engines.Use(engine => Passes.Over(picture, engine.Read), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _engines.Dispose();
}
