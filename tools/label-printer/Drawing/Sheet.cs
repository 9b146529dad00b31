namespace Trace.LabelPrinter.Drawing;

/// <summary>How labels lie on a page.</summary>
/// <param name="Width">Millimetres of the page.</param>
/// <param name="Height">Millimetres.</param>
/// <param name="Columns">Labels beside each other.</param>
/// <param name="Rows">Below each other.</param>
/// <param name="Left">Millimetres in front of the first.</param>
/// <param name="Top">Millimetres above it.</param>
/// <param name="StepX">From one label's left edge to the next one's.</param>
/// <param name="StepY">From one's top to the next one's.</param>
/// <param name="Cuts">Whether thin lines say where to cut.</param>
internal sealed record Sheet(double Width, double Height, int Columns, int Rows, double Left, double Top, double StepX, double StepY, bool Cuts)
{
    private const double A4Width = 210;
    private const double A4Height = 297;

    // Printers leave some millimetres of a page's edge white.
    private const double Edge = 5;

    /// <summary>Labels of a page.</summary>
    public int Count => Columns * Rows;

    /// <summary>A page a label.</summary>
    public static Sheet One(double width, double height) => new(width, height, 1, 1, 0, 0, 0, 0, false);

    /// <summary>As many labels as an A4 page holds, in its middle, with lines to cut along.</summary>
    /// <param name="width">Millimetres of a label.</param>
    /// <param name="height">Millimetres of a label.</param>
    /// <param name="gap">Millimetres between labels.</param>
    public static Sheet A4(double width, double height, double gap)
    {
        var columns = (int)((A4Width - (2 * Edge) + gap) / (width + gap));
        var rows = (int)((A4Height - (2 * Edge) + gap) / (height + gap));
        return columns < 1 || rows < 1
            ? throw new Tool.UsageException(FormattableString.Invariant($"--sheet a4: a label of {width} x {height} mm does not fit between its edges of {Edge} mm"))
            : new Sheet(A4Width, A4Height, columns, rows, Middle(A4Width, columns, width, gap), Middle(A4Height, rows, height, gap), width + gap, height + gap, true);
    }

    /// <summary>Where a label of a page lies, in millimetres.</summary>
    public (double X, double Y) Place(int number) => (Left + (number % Columns * StepX), Top + (number / Columns * StepY));

    private static double Middle(double page, int count, double side, double gap) => (page - (count * side) - ((count - 1) * gap)) / 2;
}
