namespace Trace.Symbols;

/// <summary>One symbol that was found on a picture.</summary>
/// <param name="Symbology">Its name, such as <c>EAN-13</c>, <c>Code 128</c> or <c>QR Code</c>.</param>
/// <param name="Identifier">Its symbology identifier (ISO/IEC 15424), such as <c>]C1</c>; it tells GS1 symbols from others.</param>
/// <param name="Text">What it holds, as text; FNC1 between data elements is the character GS (29).</param>
/// <param name="Bytes">What it holds, as bytes.</param>
/// <param name="Corners">Its four corners in pixels of the picture: top left, top right, bottom right, bottom left of the symbol itself.</param>
public sealed record BarcodeRead(string Symbology, string Identifier, string Text, ReadOnlyMemory<byte> Bytes, IReadOnlyList<(int X, int Y)> Corners)
{
    /// <summary>Of a linear symbol, how many lines over the picture said the same; 0 of others.</summary>
    public int Lines { get; init; }
}
