using System.Text;
using Trace.LabelPrinter.Drawing;

namespace Trace.LabelPrinter.Printers;

/// <summary>A label in ZPL II, Zebra's language: the whole label as one graphic field, so that what was checked is what is burnt.</summary>
/// <remarks>The field's data are hexadecimal in Zebra's alternative compression (ZPL II Programming Guide, ^GF and <em>Alternative Data Compression Scheme</em>), which printers of other makers read too.</remarks>
internal static class Zpl
{
    private const int MostOfLower = 400;
    private const int StepOfLower = 20;

    /// <summary>The commands of one label.</summary>
    public static byte[] Of(Drawn drawn)
    {
        var picture = Monochrome.Of(drawn);
        var size = picture.Bits.Length;
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"^XA^PW{drawn.Width}^LL{drawn.Height}^LH0,0^FO0,0^GFA,{size},{size},{picture.Stride},");
        var before = "";
        for (var y = 0; y < picture.Height; y++)
        {
            var row = Convert.ToHexString(picture.Bits, y * picture.Stride, picture.Stride);
            text.Append(row == before ? ":" : Compressed(row));
            before = row;
        }

        text.Append("^FS^PQ1^XZ\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // A comma is zeros to the end of the row, an exclamation mark ones; G to Y stand for 1 to 19 of the next digit, g to z for 20 to 400.
    private static string Compressed(string row)
    {
        var (written, end) = (new StringBuilder(), row.TrimEnd(row[^1]).Length);
        var closes = row[^1] switch { '0' => ",", 'F' => "!", _ => null };
        for (int from = 0, to; from < (closes is null ? row.Length : end); from = to)
        {
            for (to = from + 1; to < row.Length && row[to] == row[from];)
            {
                to++;
            }

            var count = to - from;
            for (; count > MostOfLower; count -= MostOfLower)
            {
                written.Append('z').Append(row[from]);
            }

            if (count >= StepOfLower)
            {
                written.Append((char)('g' + (count / StepOfLower) - 1));
            }

            if (count % StepOfLower > 0 && count > 1)
            {
                written.Append((char)('G' + (count % StepOfLower) - 1));
            }

            written.Append(row[from]);
        }

        return written.Append(closes).ToString();
    }
}
