using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

/// <summary>Examples that GS1 published, by section: what each says, and the link that it is written as.</summary>
public sealed class PublishedExamplesTests
{
    private const string Canonical = "https://id.gs1.org";

    // Document and section; the example; its element string; its canonical link.
    public static TheoryData<string, string, string, string> Examples => new()
    {
        { "URI Syntax 5.1.1, canonical GTIN", $"{Canonical}/01/09520123456788", "^0109520123456788", $"{Canonical}/01/09520123456788" },
        { "URI Syntax 5.1.1, custom domain", "https://brand.example.com/01/9520123456788", "^0109520123456788", $"{Canonical}/01/09520123456788" },
        { "URI Syntax 5.1.1, path in front", "https://brand.example.com/some-extra/pathinfo/01/9520123456788", "^0109520123456788", $"{Canonical}/01/09520123456788" },
        { "URI Syntax 5.1.2, consumer product variant", $"{Canonical}/01/09520123456788/22/2A", "^0109520123456788222A", $"{Canonical}/01/09520123456788/22/2A" },
        { "URI Syntax 5.1.3, batch or lot", $"{Canonical}/01/09520123456788/10/ABC123", "^010952012345678810ABC123", $"{Canonical}/01/09520123456788/10/ABC123" },
        { "URI Syntax 5.1.4, serial", $"{Canonical}/01/09520123456788/21/12345", "^01095201234567882112345", $"{Canonical}/01/09520123456788/21/12345" },
        { "URI Syntax 5.1.5, lot, serial and expiry", $"{Canonical}/01/09520123456788/10/ABC1/21/12345?17=180426", "^010952012345678810ABC1^2112345^17180426", $"{Canonical}/01/09520123456788/10/ABC1/21/12345?17=180426" },
        { "URI Syntax 5.1.6, net weight", $"{Canonical}/01/09520123456788?3103=000195", "^01095201234567883103000195", $"{Canonical}/01/09520123456788?3103=000195" },
        { "URI Syntax 5.1.7, weight, price and expiry", "https://example.com/01/9520123456788?3103=000195&3922=0299&17=201225", "^0109520123456788310300019539220299^17201225", $"{Canonical}/01/09520123456788?3103=000195&17=201225&3922=0299" },
        { "URI Syntax 5.2.1, SSCC", $"{Canonical}/00/195201234567891232", "^00195201234567891232", $"{Canonical}/00/195201234567891232" },
        { "URI Syntax 5.2.2, SSCC with content", $"{Canonical}/00/195201234567891232?02=09520123456788&37=25&10=ABC123", "^001952012345678912320209520123456788372510ABC123".Replace("2510", "25^10", StringComparison.Ordinal), $"{Canonical}/00/195201234567891232?02=09520123456788&37=25&10=ABC123" },
        { "URI Syntax 5.3, physical location", $"{Canonical}/414/9520123456788", "^4149520123456788", $"{Canonical}/414/9520123456788" },
        { "URI Syntax 5.3, location with extension", $"{Canonical}/414/9520123456788/254/32a%2Fb", "^414952012345678825432a/b", $"{Canonical}/414/9520123456788/254/32a%2Fb" },
        { "URI Syntax 5.4, asset with the product that it is", "https://example.com/8004/9520614141234567?01=9520123456788", "^80049520614141234567^0109520123456788", $"{Canonical}/8004/9520614141234567?01=09520123456788" },
        { "URI Syntax 5.4, product with the asset that it is", "https://example.com/01/9520123456788?8004=9520614141234567", "^010952012345678880049520614141234567", $"{Canonical}/01/09520123456788?8004=9520614141234567" },
        { "Syntax Engine, its own first example", "^0112312312312333", "^0112312312312333", $"{Canonical}/01/12312312312333" },
        { "Syntax Engine, a bracket in a value", "(01)12312312312333(10)12\\(45", "^01123123123123331012(45", $"{Canonical}/01/12312312312333/10/12%2845" },
        { "GenSpecs 3.3.2, GTIN", "(01)09506000134352", "^0109506000134352", $"{Canonical}/01/09506000134352" },
        { "GenSpecs 7.8.5.2, lot between a date and a serial", "(01)09506000134369(17)201225(10)ABC123(21)456DEF", "^01095060001343691720122510ABC123^21456DEF", $"{Canonical}/01/09506000134369/10/ABC123/21/456DEF?17=201225" },
        { "GenSpecs 2.2.1, SSCC", "(00)395011015300000011", "^00395011015300000011", $"{Canonical}/00/395011015300000011" },
        { "GenSpecs 7.9.5, alphanumeric check characters", "(8013)1987654Ad4X4bL5ttr2310c2K", "^80131987654Ad4X4bL5ttr2310c2K", $"{Canonical}/8013/1987654Ad4X4bL5ttr2310c2K" },
        { "GenSpecs 5.1.3, symbology identifier and GS", "]d20109506000134369" + "10ABC123\u001d21456DEF", "^010950600013436910ABC123^21456DEF", $"{Canonical}/01/09506000134369/10/ABC123/21/456DEF" },
        { "GenSpecs 5.1.3, an EAN-13 as 13 digits", "]E09506000134352", "^0109506000134352", $"{Canonical}/01/09506000134352" },
        { "GenSpecs 5.1.3, an EAN-8 as 8 digits", "]E496385074", "^0100000096385074", $"{Canonical}/01/00000096385074" },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Example_says_what_GS1_says_of_it(string section, string text, string elementString, string link)
    {
        var barcode = Barcode.Read(text);

        Assert.True(barcode.Valid, $"{section}: {barcode.Error}");
        Assert.Equal(elementString, barcode.ElementString);
        Assert.Equal(link, barcode.DigitalLink);
        Assert.Equal(elementString, ElementString.Parse(ElementString.Parse(elementString).ToBracketed()).ToString());
        Assert.Equal(link, Barcode.Read(link).DigitalLink);
    }
}
