namespace Trace.Symbols;

/// <summary>A symbol as modules, before anybody draws it. Without quiet zones; see <see cref="SymbolForm"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Data">What it holds: digits, an element string with <c>^</c> for FNC1, or a text.</param>
/// <param name="HumanReadable">What is printed below it: digits, or an element string in brackets; empty of a QR Code.</param>
/// <param name="Columns">Modules of a row.</param>
/// <param name="Rows">Rows; 1 of a linear symbol, whose bars are as high as they are drawn.</param>
/// <param name="Dark">Row by row from the top left, whether each module is dark.</param>
public sealed record Symbol(SymbolKind Kind, string Data, string HumanReadable, int Columns, int Rows, IReadOnlyList<bool> Dark)
{
    /// <summary>Whether it consists of bars.</summary>
    public bool IsLinear => Rows == 1;

    /// <summary>Runs of dark modules of a row: where each begins, and how long it is.</summary>
    public IEnumerable<(int Column, int Length)> Runs(int row)
    {
        for (var column = 0; column < Columns; column++)
        {
            if (!Dark[(row * Columns) + column])
            {
                continue;
            }

            var from = column;
            while (column < Columns && Dark[(row * Columns) + column])
            {
                column++;
            }

            yield return (from, column - from);
        }
    }
}
