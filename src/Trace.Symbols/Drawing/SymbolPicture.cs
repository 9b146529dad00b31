using Trace.Symbols.Pictures;

namespace Trace.Symbols.Drawing;

/// <summary>A symbol as whole pixels, for readers.</summary>
internal static class SymbolPicture
{
    private const int PixelsOfModule = 3;
    private const int RowsOfBars = 40;

    public static GreyPicture ForReader(Symbol symbol)
    {
        var form = SymbolForm.Of(symbol.Kind);
        var above = Math.Max(form.QuietAbove, 2) * PixelsOfModule;
        var width = (form.QuietLeft + symbol.Columns + form.QuietRight) * PixelsOfModule;
        var rows = symbol.IsLinear ? RowsOfBars : symbol.Rows * PixelsOfModule;
        var pixels = new byte[width * (rows + (2 * above))];
        Array.Fill(pixels, byte.MaxValue);
        for (var y = 0; y < rows; y++)
        {
            foreach (var (column, length) in symbol.Runs(symbol.IsLinear ? 0 : y / PixelsOfModule))
            {
                pixels.AsSpan(((above + y) * width) + ((form.QuietLeft + column) * PixelsOfModule), length * PixelsOfModule).Clear();
            }
        }

        return new GreyPicture(width, pixels.Length / width, pixels);
    }
}
