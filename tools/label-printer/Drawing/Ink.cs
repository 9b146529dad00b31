namespace Trace.LabelPrinter.Drawing;

/// <summary>What is drawn of a label, in dots, in whole ones where it matters.</summary>
internal abstract record Ink;

/// <summary>Dark rectangles of whole dots, as one shape.</summary>
internal sealed record Bars(IReadOnlyList<(int X, int Y, int Width, int Height)> Rectangles) : Ink;

/// <summary>A line of text.</summary>
/// <param name="Text">What.</param>
/// <param name="X">Where it begins.</param>
/// <param name="Baseline">What it stands on.</param>
/// <param name="Size">Of the em.</param>
/// <param name="Bold">Its weight.</param>
internal sealed record Line(string Text, double X, double Baseline, double Size, bool Bold) : Ink;

/// <summary>A rectangle that is not filled.</summary>
internal sealed record Outline(double X, double Y, double Width, double Height, double Stroke, double Radius, bool Dashed) : Ink;

/// <summary>A picture.</summary>
internal sealed record Picture(double X, double Y, double Width, double Height, ReadOnlyMemory<byte> File) : Ink;

/// <summary>A label as dots.</summary>
/// <param name="Name">What names it among others.</param>
/// <param name="Width">Dots.</param>
/// <param name="Height">Dots.</param>
/// <param name="Resolution">How fine they are.</param>
/// <param name="Inks">In the order in which they are drawn.</param>
internal sealed record Drawn(string Name, int Width, int Height, Resolution Resolution, IReadOnlyList<Ink> Inks);
