using System.Diagnostics;
using System.Globalization;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Fuzzing;

/// <summary>
/// What scanners, wedges and strangers' labels give: 100,000 strings, bent from real ones. Whatever comes, there is one answer, the same
/// each time, that contradicts nothing. <c>tests/fuzz scans</c> runs a million, or as many as it is told.
/// </summary>
public sealed class ScanFuzzTests(ITestOutputHelper output)
{
    private static readonly int Inputs = Setting("TRACE_FUZZ_SCANS", 100_000);
    private static readonly int Seed = Setting("TRACE_FUZZ_SEED", 20_261_124);

    private static readonly string[] Seeds =
    [
        "6901234567892\r\n", "]E06901234567892", "96385074", "01234565", "036000291452", "]I116901234567899", "(01)09521111100010(10)L(1(21)S1", "^010952111110001010L1^21S1", "]d2010952111110001010L1\u001d21S1\u001d11260228",
        "]C100106141412345678908", "]C14179521111100003", "00106141412345678908", "https://trace.example/a/01/09521111100010/10/L%2F1/21/S1?11=260101&x=y&99=%25#top", "https://id.gs1.org/8004/9520614141234567?01=9520123456788", "https://example.org/DADYUc1gmiVRgQgA",
        "http://www.example.cn/gtin/06901234567892/bat/Q4D593/ser/32a", "http://2dcode.org/0106901234567892OXjVB3", "https://shop.example.cn/p?ean=6901234567892&from=qr", "https://trace.example/own/9521111100003/TEA/21/S1",
        "SF1234567890123", "YT8801234567890", "JDVB12345678901-1-1-", "EE123456785CN", "78501234567894", "4312345678904", "0123456789ABCDEFGHJ0", "https://trace.example/claim#K7Q2M-9XW4T-0HV3Y-8ZBN5", "^8110061414112345620015000001012345699",
        "(8003)09521111100003ABC(8030)AbC_-=", "(253)9521111100003(4309)18000000003600000000(8007)GB82WEST12345698765432", "６９０１２３４５６７８９２", "{GS}01", "\u0002<GS>\u0003", "微信支付wxp://f2f0", "\ud800]d2", "",
    ];

    private static readonly string[] Words =
    [
        "^", "(", ")", "\\(", "|", "|]e0", "\u001d", "<GS>", "]C1", "]d2", "]Q3", "]E0", "%", "%00", "%2F", "%zz", "/", "//", "/01/", "/10/", "/21/", "?", "&", "=", "#", "https://", "HTTP://", "+", "00", "01", "02", "10", "21", "37", "99", "8110", "8030", "3103",
        "0", "9", "A", "z", "-", " ", "\t", "\r\n", "\0", "\u00e9", "茶", "０", "\ud83d", "\u202e", "own/", "gtin/", "SF", "JD", "1234567890123", new('0', 90), new('9', 300), new('A', 21), new('/', 50), new('(', 70),
    ];

    [Fact]
    public void Every_text_has_one_answer_that_contradicts_nothing()
    {
        var random = new Random(Seed);
        var (counts, began) = (new int[Enum.GetValues<ScanKind>().Length], Stopwatch.GetTimestamp());
        for (int i = 0; i < Inputs; i++)
        {
            string text = Bend(Seeds[random.Next(Seeds.Length)], random);
            try
            {
                counts[(int)Check(text)]++;
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"seed {Seed}, input {i}: {Convert.ToHexString(System.Text.Encoding.BigEndianUnicode.GetBytes(text))}", problem);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Inputs} scans in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {string.Join(", ", Enum.GetValues<ScanKind>().Select(kind => $"{counts[(int)kind]} {kind}"))}"));
        Assert.All(counts, count => Assert.NotEqual(0, count));
    }

    private static ScanKind Check(string text)
    {
        var barcode = Barcode.Read(text);
        Assert.Equal(barcode.Valid, barcode.Error is null);
        Assert.Equal(barcode.Valid, barcode.ElementString is not null);
        if (barcode.Valid)
        {
            // Canonical forms are read as themselves.
            Assert.Equal(barcode.ElementString, ElementString.Parse(barcode.ElementString!).ToString());
            Assert.Equal(barcode.Subject, ElementString.Parse(barcode.ElementString!).Subject);
            Assert.True(barcode.DigitalLink is null || barcode.DigitalLink == Barcode.Read(barcode.DigitalLink).DigitalLink);
        }

        var scan = Scan.Read(text);
        Assert.Equal(scan.Sentence, Scan.Read(text).Sentence);
        Assert.Equal(scan.Kind is ScanKind.Nothing or ScanKind.Claim or ScanKind.Waybill, scan.Subject is null);
        Assert.Equal(scan.Kind == ScanKind.Claim, scan.Claim is not null);
        Assert.True(scan.Kind != ScanKind.Waybill || (scan.Carriers.Count > 0 && scan.Number is not null));
        Assert.True(scan.Claim is null || !scan.ToString().Contains(scan.Claim.Text, StringComparison.Ordinal));
        return scan.Kind;
    }

    private static string Bend(string text, Random random)
    {
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(text.Length + 1);
            int length = random.Next(Math.Min(text.Length - at, 12) + 1);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text[..at] + (char)random.Next(random.Next(4) == 0 ? 0x10000 : 128) + text[(at + Math.Min(length, 1))..],
                2 => text[..at] + Seeds[random.Next(Seeds.Length)],
                3 => text.Insert(at, text[at..(at + length)]),
                _ => text.Insert(at, Words[random.Next(Words.Length)]),
            };
        }

        return text;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
