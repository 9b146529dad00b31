using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Printers;

namespace Trace.LabelPrinter.Outputs;

/// <summary>One label as a file by itself.</summary>
internal static class LabelFiles
{
    private const double UsualGap = 2;

    public static byte[] Of(Drawn label, OutputForm form) => form switch
    {
        OutputForm.Png => PngPicture.Of(label),
        OutputForm.Svg => SvgPicture.Of(label),
        OutputForm.Tspl => Tspl.Of(label, UsualGap),
        OutputForm.Zpl => Zpl.Of(label),
        _ => Pdf(label),
    };

    private static byte[] Pdf(Drawn label)
    {
        using var bytes = new MemoryStream();
        using (var pages = new PdfPages(bytes, Sheet.One(label.Resolution.Millimetres(label.Width), label.Resolution.Millimetres(label.Height)), "Trace label"))
        {
            pages.Add(label);
            pages.Finish();
        }

        return bytes.ToArray();
    }
}
