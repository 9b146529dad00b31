using Trace.Domain.Barcodes;
using Trace.Symbols.Drawing;
using Trace.Symbols.Engines;
using Trace.Symbols.Pictures;

namespace Trace.Symbols;

/// <summary>
/// Makes symbols by BWIPP in V8. What they hold is checked by Trace.Domain first, and each is drawn and read back by a
/// <see cref="BarcodeReader"/> before it is handed out. Safe for many threads. The first call starts engines, which takes some tenths of a second.
/// </summary>
public sealed class BarcodeWriter : IDisposable
{
    private const int MaxTextLength = 1000;

    private readonly EnginePool<WritingEngine> _writers;
    private readonly EnginePool<ReadingEngine> _readers;

    /// <summary>A writer.</summary>
    /// <param name="engines">How many symbols are made at once; null for one a processor.</param>
    public BarcodeWriter(int? engines = null)
    {
        var most = engines ?? Environment.ProcessorCount;
        _writers = new(most, () => new WritingEngine(), engine => engine.IsWorn, (engine, _) => engine.Dispose());
        _readers = new(most, () => ReadingEngine.Borrow(TimeSpan.FromSeconds(10)), engine => engine.IsWorn, ReadingEngine.GiveBack);
    }

    /// <summary>Makes a symbol.</summary>
    /// <param name="kind">What kind.</param>
    /// <param name="text">A GTIN for EAN, UPC and ITF-14; an element string, with FNC1 or in brackets, for the GS1 kinds; any text of 1 to 1,000 characters for a QR Code.</param>
    /// <exception cref="SymbolRefusedException">The text is nothing that this kind holds; the message states the rule and what came.</exception>
    /// <exception cref="InvalidOperationException">What was made does not read as what it holds: a mistake of the encoder, never handed out.</exception>
    public Symbol Write(SymbolKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Write(kind, SymbolContent.Of(kind, text));
    }

    /// <summary>Draws a symbol as it is printed by itself: with its quiet zones and its human-readable text.</summary>
    /// <param name="kind">What kind.</param>
    /// <param name="text">As for <see cref="Write(SymbolKind, string)"/>.</param>
    /// <param name="look">How large, at which dots.</param>
    /// <exception cref="SymbolRefusedException">The text is nothing that this kind holds, the size is none that GS1 allows of it, or what was drawn does not read: at so few dots, for instance.</exception>
    public SymbolPrint Draw(SymbolKind kind, string text, SymbolLook look)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(look);
        var content = SymbolContent.Of(kind, text);
        var print = SymbolPlan.Of(Write(kind, content), look, line => _writers.Use(engine => engine.Outline(line)));
        return _readers.Use(engine => engine.Read(GreyPicture.Decode(print.Png))).Any(content.IsReadAs)
            ? print
            : throw new SymbolRefusedException($"{kind} at {look.Dpi} dpi: does not read as it was drawn; take larger modules");
    }

    private Symbol Write(SymbolKind kind, SymbolContent content)
    {
        var (columns, rows, dark) = _writers.Use(engine => engine.Encode(content.Encoder, content.Encoded, content.Options));
        var symbol = new Symbol(kind, content.Data, content.HumanReadable, columns, rows, dark);
        var read = _readers.Use(engine => engine.Read(SymbolPicture.ForReader(symbol)));
        return read.Any(content.IsReadAs)
            ? symbol
            : throw new InvalidOperationException($"a {kind} of {content.Data.Length} characters was read back as {string.Join(", ", read.Select(one => $"{one.Symbology} of {one.Text.Length} characters"))}{(read.Count == 0 ? "nothing" : "")}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writers.Dispose();
        _readers.Dispose();
    }

    /// <summary>What a text is to an encoder, and what a reader must say of it.</summary>
    private sealed record SymbolContent(string Encoder, string Encoded, string Options, string Data, string HumanReadable, Func<BarcodeRead, bool> IsReadAs)
    {
        private const char GroupSeparator = '\x1d';

        public static SymbolContent Of(SymbolKind kind, string text) => kind switch
        {
            SymbolKind.QrCode => OfText(text),
            SymbolKind.Gs1128 => OfElements("gs1-128", "]C1", text, 48),
            SymbolKind.Gs1DataMatrix => OfElements("gs1datamatrix", "]d2", text, MaxTextLength),
            SymbolKind.Ean13 => OfGtin("ean13", text, 13, "EAN13"),
            SymbolKind.Ean8 => OfGtin("ean8", text, 8, "EAN8"),
            SymbolKind.UpcA => OfGtin("upca", text, 12, "UPCA", "EAN13"),
            SymbolKind.Itf14 => OfGtin("itf14", text, 14, "ITF14", "ITF"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of symbol"),
        };

        private static SymbolContent OfText(string text) => text.Length is > 0 and <= MaxTextLength
            ? new("qrcode", text, """{ "eclevel": "M" }""", text, "", read => read.Symbology.StartsWith("QRCode", StringComparison.Ordinal) && read.Text == text)
            : throw new SymbolRefusedException($"QR code of {text.Length} characters: must have 1 to {MaxTextLength}");

        private static SymbolContent OfElements(string encoder, string identifier, string text, int most)
        {
            if (!ElementString.TryParse(text, out var elements, out var problem))
            {
                throw new SymbolRefusedException($"{encoder}: {problem}");
            }

            // FNC1 at the start is the symbology's own; of what the data holds, 48 characters fit into a GS1-128.
            var data = elements.ToString();
            if (data.Length - 1 > most)
            {
                throw new SymbolRefusedException($"{encoder}: {data.Length - 1} characters, must have at most {most}");
            }

            var expected = data[1..].Replace('^', GroupSeparator);
            return new(encoder, elements.ToBracketed(), "{}", data, elements.ToBracketed(), read => read.Identifier == identifier && read.Text == expected);
        }

        private static SymbolContent OfGtin(string encoder, string text, int digits, params string[] symbologies)
        {
            if (!Gtin.TryParse(text, out var gtin, out string? problem))
            {
                throw new SymbolRefusedException($"{encoder}: {problem}");
            }

            var padded = gtin.ToString();
            var own = padded[^digits..];
            return padded[..^digits].All(digit => digit == '0')
                ? new(encoder, own, "{}", own, own, read => symbologies.Contains(read.Symbology) && read.Text.TrimStart('0') == own.TrimStart('0'))
                : throw new SymbolRefusedException($"{encoder}: gtin {padded} has more than {digits} digits");
        }
    }
}
