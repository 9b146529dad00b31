using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

/// <summary>Messages of the kinds that Trace prints, written and read in every notation.</summary>
public sealed class BarcodePropertyTests
{
    private const int Rounds = 20_000;

    private static readonly Gen<string> Date = Gen.Select(Gen.Int[0, 99], Gen.Int[1, 12], Gen.Int[0, 28], (year, month, day) => $"{year:D2}{month:D2}{day:D2}");

    private static readonly Gen<Element[]> Extras = Gen.OneOf(
        Date.Select(date => new Element("11", date)),
        Date.Select(date => new Element("17", date)),
        KeyGenerators.Value.Select(value => new Element("240", value)),
        KeyGenerators.Digits(6).Select(weight => new Element("3103", weight)),
        KeyGenerators.Value.Select(value => new Element("91", value)),
        KeyGenerators.Gln13.Select(gln => new Element("410", gln))).Array[0, 4].Select(list => list.DistinctBy(element => element.Identifier).ToArray());

    private static readonly Gen<Element[]> Message = Gen.Select(KeyGenerators.Gtin14, KeyGenerators.Value, KeyGenerators.Value, Gen.Int[0, 3], Extras, (gtin, lot, serial, which, extras) =>
        (Element[])[new("01", gtin), .. which is 1 or 3 ? [new Element("10", lot)] : Array.Empty<Element>(), .. which >= 2 ? [new Element("21", serial)] : Array.Empty<Element>(), .. extras]);

    [Fact]
    public void A_message_is_read_as_it_was_written_without_brackets() => Message.Sample(
        elements => Assert.Equal(elements, ElementString.Parse(ElementString.Create(elements).ToString()).Elements), iter: Rounds);

    [Fact]
    public void A_message_is_read_as_it_was_written_with_brackets() => Message.Sample(
        elements => Assert.Equal(elements, ElementString.Parse(ElementString.Create(elements).ToBracketed()).Elements), iter: Rounds);

    [Fact]
    public void A_message_is_the_same_as_a_link_and_back() => Message.Sample(
        elements =>
        {
            var message = ElementString.Create(elements);
            Assert.True(DigitalLink.TryFormat(message, out string? link, out _, "https://shop.example/x"));
            Assert.Equal(elements.Order(Comparer<Element>.Create((a, b) => string.CompareOrdinal(a.Identifier, b.Identifier))), DigitalLink.Parse(link).Elements.OrderBy(element => element.Identifier, StringComparer.Ordinal));
            Assert.Equal(message.Subject, DigitalLink.Parse(link).Subject);
        },
        iter: Rounds);

    [Fact]
    public void What_a_scanner_sends_of_a_message_is_the_message() => Message.Sample(
        elements =>
        {
            var message = ElementString.Create(elements);
            string sent = "]d2" + message.ToString()[1..].Replace('^', '\u001d');
            Assert.Equal(message.ToString(), Barcode.Read(sent).ElementString);
            Assert.Equal(message.Subject, Scan.Read($"\u0002{sent}\r\n").Subject);
        },
        iter: Rounds);

    [Fact]
    public void A_subject_that_has_a_link_is_what_the_link_names() => KeyGenerators.AnyKey.Sample(
        text =>
        {
            var subject = SubjectKey.Parse(text);
            Assert.True(DigitalLink.Of(subject) is not { } link || (Barcode.Read(link).Subject == subject && Scan.Read(link).Subject == subject));
        },
        iter: Rounds);

    [Fact]
    public void One_wrong_digit_of_a_GTIN_is_noticed() => Gen.Select(KeyGenerators.Gtin14, Gen.Int[0, 13], Gen.Int[1, 9]).Sample(
        (gtin, at, by) =>
        {
            char[] digits = gtin.ToCharArray();
            digits[at] = (char)('0' + ((digits[at] - '0' + by) % 10));
            Assert.False(Barcode.Read($"^01{new string(digits)}").Valid);
        },
        iter: Rounds);
}
