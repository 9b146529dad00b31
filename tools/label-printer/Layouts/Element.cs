using Trace.Symbols;

namespace Trace.LabelPrinter.Layouts;

/// <summary>A place on a label, in millimetres from its top left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>Where a text stands in its box.</summary>
internal enum Alignment
{
    Left,
    Centre,
    Right,
}

/// <summary>One thing on a label.</summary>
/// <param name="At">Where it may be; nothing of it leaves this box.</param>
internal abstract record Element(Box At);

/// <summary>A symbol, as large as its box allows with whole device dots a module; its quiet zones lie inside the box.</summary>
/// <param name="At">Where.</param>
/// <param name="Kind">What kind; null for the retail symbol that the GTIN has.</param>
/// <param name="Data">What it holds.</param>
/// <param name="Digits">Whether what it holds is printed below it.</param>
internal sealed record SymbolElement(Box At, SymbolKind? Kind, string Data, bool Digits) : Element(At);

/// <summary>A text, smaller or on more lines where it is long.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">What.</param>
/// <param name="Size">Millimetres of the em at most.</param>
/// <param name="Least">Millimetres of the em at least.</param>
/// <param name="Bold">Its weight.</param>
/// <param name="Align">Where it stands.</param>
/// <param name="Lines">On how many lines at most.</param>
/// <param name="Whole">Whether a text that is too long is an error, and not cut with an ellipsis.</param>
internal sealed record TextElement(Box At, string Text, double Size, double Least, bool Bold, Alignment Align, int Lines, bool Whole) : Element(At);

/// <summary>A rectangle; with no height or no width a rule.</summary>
/// <param name="At">Where.</param>
/// <param name="Line">Millimetres of its line, which lies inside; 0 where it is filled.</param>
/// <param name="Radius">Millimetres of its corners.</param>
/// <param name="Dashed">Whether its line is dashed, as where a paper is to be folded or cut.</param>
internal sealed record RectangleElement(Box At, double Line, double Radius, bool Dashed) : Element(At);

/// <summary>A picture, as large as its box allows.</summary>
/// <param name="At">Where.</param>
/// <param name="Picture">The file's bytes: PNG or JPEG.</param>
internal sealed record ImageElement(Box At, ReadOnlyMemory<byte> Picture) : Element(At);
