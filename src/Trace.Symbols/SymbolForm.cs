namespace Trace.Symbols;

/// <summary>What the GS1 General Specifications (sections 5.2 to 5.6 and 5.12.3) want around and of a symbol. Lengths are in modules, or in millimetres where they say so.</summary>
/// <param name="QuietLeft">Light modules on the left.</param>
/// <param name="QuietRight">On the right.</param>
/// <param name="QuietAbove">Above and below; linear symbols need none.</param>
/// <param name="NominalModule">Millimetres of a module at full size.</param>
/// <param name="SmallestModule">The least millimetres that general distribution or retail allows.</param>
/// <param name="LargestModule">The most millimetres.</param>
/// <param name="BarHeight">Millimetres of a linear symbol's bars at full size; at the smallest size they shrink with the module, but never below <paramref name="LeastBarHeight"/>.</param>
/// <param name="LeastBarHeight">The least millimetres of its bars.</param>
public sealed record SymbolForm(int QuietLeft, int QuietRight, int QuietAbove, double NominalModule, double SmallestModule, double LargestModule, double BarHeight = 0, double LeastBarHeight = 0)
{
    private static readonly Dictionary<SymbolKind, SymbolForm> s_forms = new()
    {
        [SymbolKind.Ean13] = new(11, 7, 0, 0.330, 0.249, 0.660, 22.85, 5),
        [SymbolKind.UpcA] = new(9, 9, 0, 0.330, 0.249, 0.660, 22.85, 5),
        [SymbolKind.Ean8] = new(7, 7, 0, 0.330, 0.249, 0.660, 18.23, 5),
        [SymbolKind.Itf14] = new(10, 10, 0, 0.495, 0.250, 1.016, 31.75, 5),
        [SymbolKind.Gs1128] = new(10, 10, 0, 0.495, 0.249, 0.940, 31.75, 5),
        [SymbolKind.Gs1DataMatrix] = new(1, 1, 1, 0.380, 0.249, 0.990),
        [SymbolKind.QrCode] = new(4, 4, 4, 0.396, 0.249, 0.990),
    };

    /// <summary>The form of a kind.</summary>
    public static SymbolForm Of(SymbolKind kind) => s_forms[kind];
}
