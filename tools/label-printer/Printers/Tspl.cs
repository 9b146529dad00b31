using System.Text;
using Trace.LabelPrinter.Drawing;

namespace Trace.LabelPrinter.Printers;

/// <summary>A label in TSPL, TSC's language, which most cheap label printers speak: the whole label as one BITMAP, so that what was checked is what is burnt.</summary>
internal static class Tspl
{
    /// <summary>The commands of one label.</summary>
    /// <param name="drawn">The label.</param>
    /// <param name="gap">Millimetres between labels of the roll; 0 for continuous paper.</param>
    public static byte[] Of(Drawn drawn, double gap)
    {
        var picture = Monochrome.Of(drawn);
        var (width, height) = (drawn.Resolution.Millimetres(drawn.Width), drawn.Resolution.Millimetres(drawn.Height));
        var before = FormattableString.Invariant($"SIZE {width:0.##} mm,{height:0.##} mm\r\nGAP {gap:0.##} mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,{picture.Stride},{picture.Height},0,");

        // In BITMAP a bit that is set stays white; so do those that fill a row's last byte.
        var light = Array.ConvertAll(picture.Bits, dark => (byte)~dark);
        return [.. Encoding.ASCII.GetBytes(before), .. light, .. "\r\nPRINT 1,1\r\n"u8];
    }
}
