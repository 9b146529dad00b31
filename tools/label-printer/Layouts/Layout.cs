namespace Trace.LabelPrinter.Layouts;

/// <summary>What a label is for: which values it has.</summary>
internal enum LabelType
{
    Item,
    Parcel,
    Insert,
}

/// <summary>Elements in their places, with values by name still in braces.</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Width">Millimetres.</param>
/// <param name="Height">Millimetres.</param>
/// <param name="Elements">In the order in which they are drawn.</param>
internal sealed record Layout(LabelType Type, double Width, double Height, IReadOnlyList<Element> Elements)
{
    public const double LeastSide = 10;
    public const double MostWidth = 210;
    public const double MostHeight = 297;

    /// <summary>Its size as it is spoken of: <c>60x40</c>.</summary>
    public string Size => FormattableString.Invariant($"{Width}x{Height}");
}

/// <summary>A layout whose values are filled in: what is drawn.</summary>
/// <param name="Name">What names it among others, such as a serial; never a secret.</param>
/// <param name="Width">Millimetres.</param>
/// <param name="Height">Millimetres.</param>
/// <param name="Elements">In the order in which they are drawn.</param>
internal sealed record Label(string Name, double Width, double Height, IReadOnlyList<Element> Elements);
