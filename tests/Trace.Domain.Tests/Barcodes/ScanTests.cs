using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Carriers;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public sealed class ScanTests
{
    private const string Item = "01/09521111100010/21/S1";

    // What was done, what came, what it is, its subject.
    public static TheoryData<string, string, ScanKind, string?> Scans => new()
    {
        { "an EAN-13 by a wedge that types Enter", "6901234567892\r\n", ScanKind.Product, "01/06901234567892" },
        { "an EAN-13 with its symbology", "]E06901234567892", ScanKind.Product, "01/06901234567892" },
        { "an EAN-8", "]E496385074", ScanKind.Product, "01/00000096385074" },
        { "an ITF-14 of a carton", "]I116901234567899", ScanKind.Product, "01/16901234567899" },
        { "a UPC-E that leaves out zeros", "01234565", ScanKind.Product, "01/00012345000065" },
        { "a UPC-A", "036000291452", ScanKind.Product, "01/00036000291452" },
        { "typed by a Chinese input method in full width", "６９０１２３４５６７８９２", ScanKind.Product, "01/06901234567892" },
        { "between STX and ETX", "\u00026901234567892\u0003", ScanKind.Product, "01/06901234567892" },
        { "between STX, a wide blank and a line separator", "\u0002\u3000]E0\u20286901234567892\u0085", ScanKind.Product, "01/06901234567892" },
        { "GS first, without a symbology", "\u001d010952111110001010L1\u001d21S1\r", ScanKind.Item, Item },
        { "letters whose capitals are others", "\u017fF1234567890123", ScanKind.Nothing, null },
        { "an item whose element string would be a claim code", "]d2011697294965952021fh", ScanKind.Item, "01/16972949659520/21/fh" },
        { "the same without a symbology", "011697294965952021fh", ScanKind.Item, "01/16972949659520/21/fh" },
        { "copied from below a symbol with its blanks", "6 901234 567892", ScanKind.Product, "01/06901234567892" },
        { "copied with brackets and blanks", "(01) 09521111100010 (21) S1", ScanKind.Item, Item },
        { "an item's link", "https://trace.example/01/09521111100010/21/S1", ScanKind.Item, Item },
        { "an item's link by a phone that capitalises", "Https://trace.example/01/09521111100010/21/S1", ScanKind.Item, Item },
        { "an item by GS1 DataMatrix", "]d2010952111110001010L1\u001d21S1", ScanKind.Item, Item },
        { "an item whose wedge spells GS", "]d2010952111110001010L1<GS>21S1", ScanKind.Item, Item },
        { "an item whose wedge spells GS in braces, without a symbology", "010952111110001010L1{GS}21S1\t", ScanKind.Item, Item },
        { "an item whose wedge gives ^ for FNC1", "^010952111110001010L1^21S1", ScanKind.Item, Item },
        { "an item with its serial last and no FNC1 at all", "010952111110001021S1", ScanKind.Item, Item },
        { "an item typed with its brackets", "(01)09521111100010(21)S1", ScanKind.Item, Item },
        { "a lot by GS1-128", "]C1010952111110001010L1", ScanKind.Lot, "01/09521111100010/10/L1" },
        { "an SSCC by GS1-128", "]C100106141412345678908", ScanKind.Parcel, "00/106141412345678908" },
        { "an SSCC without a symbology", "00106141412345678908", ScanKind.Parcel, "00/106141412345678908" },
        { "an item of own numbering", "https://trace.example/own/9521111100003/TEA/21/S1", ScanKind.Item, "own/9521111100003/TEA/21/S1" },
        { "a GB/T 33993 code of the maker's own address", "http://www.example.cn/gtin/06901234567892/bat/Q4D593/ser/32a", ScanKind.Item, "01/06901234567892/21/32a" },
        { "a GB/T 33993 code of the national address", "http://2dcode.org/0106901234567892OXjVB3", ScanKind.Product, "01/06901234567892" },
        { "a GB/T 33993 code with an element string", "https://q.example.cn/010690123456789210L1", ScanKind.Lot, "01/06901234567892/10/L1" },
        { "an address with a Chinese GTIN in its query", "https://shop.example.cn/p?ean=6901234567892&from=qr", ScanKind.Product, "01/06901234567892" },
        { "an address with two of them, which names neither", "https://shop.example.cn/6901234567892?other=6921168509256", ScanKind.Nothing, null },
        { "a party", "]C14179521111100003", ScanKind.Party, "party/gln/9521111100003" },
        { "a lot and perhaps a serial, run together", "010952111110001010L121S1", ScanKind.Nothing, null },
        { "a number of a shop's own scales", "2000000000008", ScanKind.Nothing, null },
        { "an EAN-13 with a wrong check digit", "]E06901234567893", ScanKind.Nothing, null },
        { "an asset, which has no history", "]C18004952111110000012", ScanKind.Nothing, null },
        { "a payment code", "wxp://f2f0abc", ScanKind.Nothing, null },
        { "any page", "https://example.com/", ScanKind.Nothing, null },
        { "nothing", "", ScanKind.Nothing, null },
        { "Enter alone", "\r\n", ScanKind.Nothing, null },
    };

    // Number as scanned, number as hashed, couriers by form.
    public static TheoryData<string, string, string> Waybills => new()
    {
        { "SF1234567890123", "SF1234567890123", "shunfeng" },
        { "sf1234567890123\r", "SF1234567890123", "shunfeng" },
        { "YT8801234567890", "YT8801234567890", "yuantong" },
        { "JT3001234567890", "JT3001234567890", "jtexpress" },
        { "JDVB12345678901", "JDVB12345678901", "jd" },
        { "JDVB12345678901-1-1-", "JDVB12345678901-1-1-", "jd" },
        { "DPK364123456789", "DPK364123456789", "debangkuaidi" },
        { "EE123456785CN", "EE123456785CN", "ems" },
        { "RB123456785CN", "RB123456785CN", "youzhengguoji" },
        { "78501234567894", "78501234567894", "zhongtong" },
        { "773012345678901", "773012345678901", "shentong" },
        { "4312345678904", "4312345678904", "yunda" },
        { "9812345678903", "9812345678903", "youzhengguonei" },
        { "]C075123456789012", "75123456789012", "zhongtong" },
        { "761234567890", "761234567890", "shunfeng,zhongtong" },
        { "1Z999AA10123456784", "1Z999AA10123456784", "ups" },
    };

    [Theory, MemberData(nameof(Scans))]
    public void A_scan_is_what_it_is_however_it_came(string what, string text, ScanKind kind, string? subject)
    {
        var scan = Scan.Read(text);

        Assert.True((kind, subject) == (scan.Kind, scan.Subject?.Value), $"{what}: {scan.Kind} {scan.Subject}: {scan.Sentence}");
        Assert.EndsWith(".", scan.Sentence, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Waybills))]
    public void A_waybill_is_known_by_its_form(string text, string number, string carriers)
    {
        var scan = Scan.Read(text);

        Assert.Equal(ScanKind.Waybill, scan.Kind);
        Assert.Equal((number, carriers), (scan.Number, string.Join(',', scan.Carriers.Select(carrier => carrier.Code))));
        Assert.Null(scan.Subject);
    }

    [Fact]
    public void A_waybill_becomes_the_key_of_its_parcel()
    {
        var scan = Scan.Read("SF1234567890123");

        var parcel = WaybillKey.Subject(new byte[WaybillKey.KeyBytes], scan.Carriers[0].Code, scan.Number!, 2026);

        Assert.Equal(("shunfeng", 2026), (parcel.Carrier, parcel.Year));
    }

    [Fact]
    public void Digits_that_are_a_product_or_a_waybill_are_said_to_be_either()
    {
        var scan = Scan.Read("4312345678902");

        Assert.Equal((ScanKind.Product, "4312345678902", "yunda"), (scan.Kind, scan.Number, Assert.Single(scan.Carriers).Code));
        Assert.Contains("choose", scan.Sentence, StringComparison.Ordinal);
        Assert.Empty(Scan.Read("]E04312345678902").Carriers);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("https://trace.example/claim#{0}")]
    [InlineData(" {0}\r\n")]
    public void A_claim_insert_is_known_and_its_code_is_in_no_sentence(string form)
    {
        var code = Trace.Domain.Statements.ClaimCode.Generate();

        var scan = Scan.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, code.Text));

        Assert.Equal((ScanKind.Claim, code.Text), (scan.Kind, scan.Claim?.Text));
        Assert.DoesNotContain(code.Text, scan.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("顺丰", "shunfeng")]
    [InlineData("中通快递", "zhongtong")]
    [InlineData(" yto ", "yuantong")]
    [InlineData("J&T Express", "jtexpress")]
    [InlineData("邮政快递包裹", "youzhengguonei")]
    [InlineData("JD", "jd")]
    [InlineData("nobody", null)]
    public void A_courier_is_found_by_any_of_its_names(string name, string? code) => Assert.Equal(code, CarrierTable.Find(name)?.Code);

    [Fact]
    public void Every_courier_has_a_code_that_a_parcel_key_takes_and_names_that_are_its_own()
    {
        Assert.All(CarrierTable.All, carrier => Assert.NotNull(WaybillKey.Subject(new byte[32], carrier.Code, "1", 2026)));
        Assert.All(CarrierTable.All, carrier => Assert.All(carrier.Names.Append(carrier.Code), name => Assert.Same(carrier, CarrierTable.Find(name))));
    }

    [Fact]
    public void A_text_longer_than_any_symbol_is_refused_at_once() => Assert.Equal(ScanKind.Nothing, Scan.Read(new string('1', Scan.MaxLength + 1)).Kind);
}
