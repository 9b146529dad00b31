using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Printers;
using Trace.LabelPrinter.Samples;

namespace Trace.Labels.Tests;

/// <summary>Printers' commands, checked command by command: what the graphic says is what was drawn, bit for bit.</summary>
public sealed class PrinterTests
{
    public static TheoryData<string, int> Labels => LabelReadTests.Labels;

    [Theory, MemberData(nameof(Labels))]
    public void Zpl_says_the_size_once_and_the_picture_bit_for_bit(string layout, int dpi)
    {
        var drawn = Draw(layout, dpi);
        var picture = Monochrome.Of(drawn);

        var zpl = Encoding.ASCII.GetString(Zpl.Of(drawn));

        var match = Regex.Match(zpl, @"\A\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([^^]+)\^FS\^PQ1\^XZ\n\z");
        Assert.True(match.Success);
        int Field(int number) => int.Parse(match.Groups[number].Value, CultureInfo.InvariantCulture);
        Assert.Equal((picture.Width, picture.Height, picture.Bits.Length, picture.Bits.Length, picture.Stride), (Field(1), Field(2), Field(3), Field(4), Field(5)));
        Assert.Equal(picture.Bits, Unfold(match.Groups[6].Value, picture.Stride));
    }

    [Theory, MemberData(nameof(Labels))]
    public void Tspl_says_the_size_in_millimetres_and_the_picture_with_light_bits_set(string layout, int dpi)
    {
        var drawn = Draw(layout, dpi);
        var picture = Monochrome.Of(drawn);

        var tspl = Tspl.Of(drawn, 2);

        var head = Encoding.ASCII.GetString(tspl, 0, 200);
        var match = Regex.Match(head, @"\ASIZE ([\d.]+) mm,([\d.]+) mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,(\d+),(\d+),0,");
        Assert.True(match.Success, head[..80]);
        Assert.Equal(picture.Stride, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture));
        Assert.Equal(picture.Height, int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture));
        Assert.Equal(picture.Bits, tspl.AsSpan(match.Length, picture.Bits.Length).ToArray().Select(light => (byte)~light));
        Assert.Equal("\r\nPRINT 1,1\r\n", Encoding.ASCII.GetString(tspl.AsSpan(match.Length + picture.Bits.Length)));
    }

    [Fact]
    public async Task A_printer_in_the_network_gets_every_byte()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var kept = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var bytes = new MemoryStream();
            await client.GetStream().CopyToAsync(bytes);
            return bytes.ToArray();
        });
        var to = Destination.Parse($"tcp:127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "zpl");
        var job = Zpl.Of(Draw("item-60x40", 203));

        await to.Printer!.SendAsync(job, TestContext.Current.CancellationToken);

        Assert.Equal(job, await kept);
    }

    [Fact]
    public async Task A_printer_that_is_not_there_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var problem = await Assert.ThrowsAsync<IOException>(() => new TcpPrinter("127.0.0.1", port).SendAsync(new byte[1], TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port}", problem.Message, StringComparison.Ordinal);
    }

    private static Drawn Draw(string layout, int dpi)
    {
        using var symbols = new SymbolSource();
        return Composition.Of(SampleLabels.Of(BuiltInLayouts.Named(layout)!, PublicAddress.Of(null)), Resolution.All.Single(one => one.Dpi == dpi), symbols);
    }

    // Zebra's alternative compression, read as the programming guide states it.
    private static byte[] Unfold(string data, int stride)
    {
        var (rows, row, count) = (new List<string>(), new StringBuilder(), 0);
        foreach (var c in data)
        {
            if (c is >= 'G' and <= 'Y')
            {
                count += c - 'G' + 1;
            }
            else if (c is >= 'g' and <= 'z')
            {
                count += (c - 'g' + 1) * 20;
            }
            else
            {
                _ = c switch
                {
                    ':' => row.Append(rows[^1]),
                    ',' => row.Append('0', (2 * stride) - row.Length),
                    '!' => row.Append('F', (2 * stride) - row.Length),
                    _ => row.Append(c, Math.Max(1, count)),
                };
                count = 0;
                if (row.Length == 2 * stride)
                {
                    rows.Add(row.ToString());
                    row.Clear();
                }
            }
        }

        Assert.Equal(0, row.Length);
        return Convert.FromHexString(string.Concat(rows));
    }
}
