using System.Collections.Concurrent;
using Trace.LabelPrinter.Layouts;
using Trace.Symbols;
using Trace.Tool;

namespace Trace.LabelPrinter.Drawing;

/// <summary>Symbols for labels. The symbol of a product is on each label of a roll, and made once. Safe for many threads.</summary>
internal sealed class SymbolSource : IDisposable
{
    private const int MostKept = 256;

    private readonly BarcodeWriter _writer = new();
    private readonly ConcurrentDictionary<(SymbolKind, string), Symbol> _kept = new();

    /// <summary>Makes it, or takes it from those made before.</summary>
    /// <exception cref="UsageException">Its data is nothing that such a symbol holds.</exception>
    public Symbol Of(SymbolElement element)
    {
        var kind = element.Kind ?? Retail(element.Data);
        if (kind == SymbolKind.QrCode)
        {
            return Written(kind, element.Data);
        }

        if (_kept.TryGetValue((kind, element.Data), out var known))
        {
            return known;
        }

        var made = Written(kind, element.Data);
        if (_kept.Count < MostKept)
        {
            _kept[(kind, element.Data)] = made;
        }

        return made;
    }

    /// <summary>The symbol at the till for a GTIN of 14 digits: the shortest that holds it; ITF-14 for one of a trade unit.</summary>
    public static SymbolKind Retail(string gtin) => gtin switch
    {
        ['0', '0', '0', '0', '0', '0', ..] => SymbolKind.Ean8,
        ['0', ..] => SymbolKind.Ean13,
        _ => SymbolKind.Itf14,
    };

    public void Dispose() => _writer.Dispose();

    private Symbol Written(SymbolKind kind, string data)
    {
        try
        {
            return _writer.Write(kind, data);
        }
        catch (SymbolRefusedException refused)
        {
            throw new UsageException(refused.Message);
        }
    }
}
