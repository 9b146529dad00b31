namespace Trace.Symbols;

/// <summary>How a symbol is drawn by itself.</summary>
/// <param name="Dpi">The printer's dots an inch; modules are whole dots of it. What is called 203 dpi has 8 dots a millimetre.</param>
public sealed record SymbolLook(int Dpi)
{
    /// <summary>Millimetres that a module should have; null for the kind's nominal ones. The nearest whole dots within what GS1 allows are taken.</summary>
    public double? Module { get; init; }

    /// <summary>Millimetres that the bars of a linear symbol should have; null for as much as GS1 wants at that module.</summary>
    public double? BarHeight { get; init; }

    /// <summary>Whether what it holds is printed below it.</summary>
    public bool HumanReadable { get; init; } = true;

    internal double DotsPerMillimetre => Dpi == 203 ? 8 : Dpi / 25.4;
}

/// <summary>A drawn symbol that was read back.</summary>
/// <param name="Symbol">Its modules.</param>
/// <param name="Module">Millimetres of a module, as it came out in whole dots.</param>
/// <param name="Width">Millimetres of all, with quiet zones.</param>
/// <param name="Height">Millimetres.</param>
/// <param name="Png">A picture of a pixel a dot, which says its resolution.</param>
/// <param name="Svg">The same as shapes, of its true size.</param>
public sealed record SymbolPrint(Symbol Symbol, double Module, double Width, double Height, byte[] Png, string Svg);
