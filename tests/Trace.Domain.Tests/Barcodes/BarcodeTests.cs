using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Syntax;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public sealed class BarcodeTests
{
    private const string Gtin = "09521111100010";
    private const string Link = "https://id.gs1.org";

    // What is wrong, the text, and words of the sentence that says so.
    public static TheoryData<string, string, string> Refused => new()
    {
        { "wrong check digit", "^0109521111100011", "check digit is 1, must be 0" },
        { "month 13", $"^01{Gtin}17261301", "month is 13, must be 01 to 12" },
        { "30 February", $"^01{Gtin}17260230", "day is 30, must be 00 to 28" },
        { "day 00 where a day is due", $"^01{Gtin}7006260200", "day is 00, must be 01 to 28" },
        { "a lot of 21 characters", $"(01){Gtin}(10)ABCDEFGHIJ01234567890", "must have 1 to 20 characters, has 21" },
        { "a lot beyond set 82", $"(01){Gtin}(10)茶", "must be of GS1 character set 82" },
        { "a lot without its product", "(10)ABC", "(10) must be with (01) or (02) or (03) or (8006) or (8026)" },
        { "a product in a product", $"(01){Gtin}(02){Gtin}(37)1", "must not be with" },
        { "a count without a content", $"(01){Gtin}(37)5", "must not be with (37)" },
        { "an unknown identifier", "^0509521111100010", "does not begin with a GS1 Application Identifier" },
        { "an unknown identifier in brackets", "(39)1", "is no GS1 Application Identifier" },
        { "a repeated identifier with another value", $"^01{Gtin}10A^10B", "(10) is there more than once, must have the same value each time" },
        { "no FNC1 after a lot", $"^01{Gtin}10ABCDEFGHIJKLMNOPQRST2112", "before FNC1" },
        { "an empty value", $"(01){Gtin}(10)", "must have 1 to 20 characters" },
        { "nothing after FNC1", "^", "must have an Application Identifier" },
        { "plain text", "hello", "must be an element string" },
        { "an element string without its FNC1", $"01{Gtin}", "must be an element string" },
        { "a GTIN with a wrong check digit", "6901234567893", "check digit is 3, must be 2" },
        { "18 digits, of which nobody says what they are", "106141412345678908", "must be an element string" },
        { "FNC1 as ^ after a symbology identifier", $"]C101{Gtin}10A^21B", "must have the character 29" },
        { "a symbology without GS1 data", "]A0ABC", "must begin with the symbology identifier of GS1 data" },
        { "qualifiers out of order", $"{Link}/01/{Gtin}/21/A/10/B", "in the standard's order" },
        { "qualifiers of two sequences", $"{Link}/01/{Gtin}/10/B/235/C", "in the standard's order" },
        { "a qualifier in the query", $"{Link}/01/{Gtin}?10=A", "must be in the path" },
        { "an identifier that is no data attribute", $"{Link}/00/106141412345678908?21=A", "must be no data attribute" },
        { "a number in the query that is no identifier", $"{Link}/01/{Gtin}?12345=A", "is a number, must be a GS1 Application Identifier" },
        { "the same attribute twice", $"{Link}/01/{Gtin}?11=260101&11=260101", "must be there once" },
        { "a word for an identifier", $"{Link}/gtin/{Gtin}", "must end in a primary key" },
        { "no key", $"{Link}/some/page", "must end in a primary key" },
        { "a slash at the end", $"{Link}/01/{Gtin}/", "must end in a primary key" },
        { "a compressed link", $"{Link}/AQnYUc1gmiJkh6gnQGqYEmA", "is compressed, which is not read here" },
        { "a compressed link of several identifiers", "https://example.org/DADYUc1gmiVRgQgA", "is compressed, which is not read here" },
        { "a sign that no URI has", $"{Link}/01/{Gtin}/10/A|B", "must be one that a URI has" },
        { "a name before the domain", $"https://user@id.gs1.org/01/{Gtin}", "a domain" },
        { "another scheme", $"ftp://id.gs1.org/01/{Gtin}", "must be an element string" },
        { "an escape that makes no character of set 82", $"{Link}/01/{Gtin}/10/%00", "must be of GS1 character set 82" },
        { "a piece beyond the total", $"(8006){Gtin}0302", "the number not above the count" },
        { "a signature of a class of documents", "(253)9521111100003(8030)ABC", "must have its serial component" },
    };

    // What is taken, the text, its element string, its link or nothing, its subject or nothing.
    public static TheoryData<string, string, string, string?, string?> Taken => new()
    {
        { "EAN-13", "6901234567892", "^0106901234567892", $"{Link}/01/06901234567892", "01/06901234567892" },
        { "EAN-8", "96385074", "^0100000096385074", $"{Link}/01/00000096385074", "01/00000096385074" },
        { "UPC-A", "036000291452", "^0100036000291452", $"{Link}/01/00036000291452", "01/00036000291452" },
        { "GTIN-14", "16901234567899", "^0116901234567899", $"{Link}/01/16901234567899", "01/16901234567899" },
        { "restricted circulation is valid, and names nothing", "2000000000008", "^0102000000000008", $"{Link}/01/02000000000008", null },
        { "an item, its lot beside it", $"(01){Gtin}(21)S1(10)L1", $"^01{Gtin}21S1^10L1", $"{Link}/01/{Gtin}/10/L1/21/S1", $"01/{Gtin}/21/S1" },
        { "a lot", $"^01{Gtin}10L/1", $"^01{Gtin}10L/1", $"{Link}/01/{Gtin}/10/L%2F1", $"01/{Gtin}/10/L%2F1" },
        { "a lot that no key takes", $"^01{Gtin}10.", $"^01{Gtin}10.", $"{Link}/01/{Gtin}/10/.", null },
        { "a logistic unit with its content", $"(00)106141412345678908(02){Gtin}(37)5", $"^0010614141234567890802{Gtin}375", $"{Link}/00/106141412345678908?02={Gtin}&37=5", "00/106141412345678908" },
        { "a party", "(417)9521111100003", "^4179521111100003", $"{Link}/417/9521111100003", "party/gln/9521111100003" },
        { "an order, which no link has", "(400)ORDER-1", "^400ORDER-1", null, null },
        { "a FNC1 too many", $"^01{Gtin}^10A^", $"^01{Gtin}10A", $"{Link}/01/{Gtin}/10/A", $"01/{Gtin}/10/A" },
        { "GS for FNC1", $"\u001d01{Gtin}10A\u001d21B", $"^01{Gtin}10A^21B", $"{Link}/01/{Gtin}/10/A/21/B", $"01/{Gtin}/21/B" },
        { "an equal repeat", $"^01{Gtin}10A^01{Gtin}", $"^01{Gtin}10A^01{Gtin}", $"{Link}/01/{Gtin}/10/A", $"01/{Gtin}/10/A" },
        { "day 00", $"^01{Gtin}17260200", $"^01{Gtin}17260200", $"{Link}/01/{Gtin}?17=260200", $"01/{Gtin}" },
        { "a link with port, path, fragment and a site's own parameters", $"http://Shop.example:8080/a/b/01/{Gtin}/21/S?utm=x&flag&11=260101#top", $"^01{Gtin}21S^11260101", $"{Link}/01/{Gtin}/21/S?11=260101", $"01/{Gtin}/21/S" },
        { "a link in capitals", $"HTTPS://ID.GS1.ORG/01/{Gtin}", $"^01{Gtin}", $"{Link}/01/{Gtin}", $"01/{Gtin}" },
        { "a GTIN-13 in a link is padded", "https://example.cn/01/6901234567892", "^0106901234567892", $"{Link}/01/06901234567892", "01/06901234567892" },
        { "both carriers of a composite symbol", $"^01{Gtin}|^10A", $"^01{Gtin}10A", $"{Link}/01/{Gtin}/10/A", $"01/{Gtin}/10/A" },
        { "a third party's serial before a lot", $"{Link}/01/{Gtin}/235/T?10=A", $"^01{Gtin}235T^10A", $"{Link}/01/{Gtin}/235/T?10=A", $"01/{Gtin}/10/A" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_breaks_a_rule_is_refused_by_a_sentence_that_names_it(string what, string text, string said)
    {
        var barcode = Barcode.Read(text);

        Assert.False(barcode.Valid, what);
        Assert.Contains(said, barcode.Error, StringComparison.Ordinal);
        Assert.Null(barcode.ElementString);
        Assert.Null(barcode.DigitalLink);
        Assert.Null(barcode.Subject);
    }

    [Theory, MemberData(nameof(Taken))]
    public void What_is_valid_has_its_canonical_forms(string what, string text, string elementString, string? link, string? subject)
    {
        var barcode = Barcode.Read(text);

        Assert.True(barcode.Valid, $"{what}: {barcode.Error}");
        Assert.Equal((elementString, link, subject), (barcode.ElementString, barcode.DigitalLink, barcode.Subject?.Value));
    }

    [Fact]
    public void Every_check_that_the_dictionary_asks_for_is_made()
    {
        Assert.All(BarcodeSyntax.Linters, linter => Assert.True(linter.Value, linter.Key));
        Assert.Contains("csum", BarcodeSyntax.Linters.Keys);
    }

    [Fact]
    public void The_dictionary_comes_with_its_licence() => Assert.Contains("Apache License", BarcodeSyntax.Licence, StringComparison.Ordinal);

    [Theory]
    [InlineData("01", "GTIN")]
    [InlineData("3105", "NET WEIGHT (kg)")]
    [InlineData("99", "INTERNAL")]
    [InlineData("05", null)]
    public void Identifiers_have_the_titles_of_GS1(string identifier, string? title) => Assert.Equal(title, BarcodeSyntax.Title(identifier));

    [Theory]
    [InlineData("01/09521111100010", null, $"{Link}/01/09521111100010")]
    [InlineData("01/09521111100010/10/L%2F1", null, $"{Link}/01/09521111100010/10/L%2F1")]
    [InlineData("01/09521111100010/21/S1", "L1", $"{Link}/01/09521111100010/10/L1/21/S1")]
    [InlineData("00/106141412345678908", null, $"{Link}/00/106141412345678908")]
    [InlineData("party/gln/9521111100003", null, $"{Link}/417/9521111100003")]
    [InlineData("own/9521111100003/TEA", null, null)]
    [InlineData("log/genesis", null, null)]
    public void A_subject_has_the_link_that_names_it(string subject, string? lot, string? link) =>
        Assert.Equal(link, DigitalLink.Of(SubjectKey.Parse(subject), lot));

    [Fact]
    public void A_message_is_made_of_elements_and_judged()
    {
        Assert.Equal("^0109521111100010", ElementString.Create(new Element("01", "09521111100010")).ToString());
        Assert.Throws<FormatException>(() => ElementString.Create(new Element("10", "A")));
        Assert.Throws<FormatException>(() => ElementString.Create(new Element("1", "A")));
        Assert.Throws<FormatException>(() => ElementString.Create());
    }

    [Fact]
    public void More_identifiers_than_a_message_has_are_refused()
    {
        var barcode = Barcode.Read(string.Concat(Enumerable.Repeat("(00)106141412345678908", ElementString.MaxElements + 1)));

        Assert.Contains("at most 64", barcode.Error, StringComparison.Ordinal);
    }
}
