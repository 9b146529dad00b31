using System.Globalization;

namespace Trace.LabelPrinter.Drawing;

/// <summary>How fine a printer's dots are.</summary>
/// <param name="Dpi">As it is called.</param>
/// <param name="DotsPerMillimetre">As it is: what is called 203 dpi has 8 dots a millimetre.</param>
internal sealed record Resolution(int Dpi, double DotsPerMillimetre)
{
    public static readonly Resolution Dpi203 = new(203, 8);

    public static readonly Resolution Dpi300 = new(300, 300 / 25.4);

    public static IReadOnlyList<Resolution> All { get; } = [Dpi203, Dpi300];

    /// <summary>The nearest whole dots.</summary>
    public int Dots(double millimetres) => (int)Math.Round(millimetres * DotsPerMillimetre, MidpointRounding.AwayFromZero);

    public double Millimetres(double dots) => dots / DotsPerMillimetre;

    public override string ToString() => Dpi.ToString(CultureInfo.InvariantCulture);
}
