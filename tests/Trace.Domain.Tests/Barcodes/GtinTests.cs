using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class GtinTests
{
    [Theory]
    [InlineData("09506000134352", "09506000134352")] // GS1 General Specifications, the example of its Digital Link pages
    [InlineData("80614141123458", "80614141123458")] // GS1 Tag Data Standard, the SGTIN example
    [InlineData("6291041500213", "06291041500213")] // gs1.org, how to calculate a check digit
    [InlineData("614141000012", "00614141000012")]
    [InlineData("73513537", "00000073513537")]
    [InlineData("9521234500018", "09521234500018")] // 952, kept for demonstrations
    public void Published_numbers_are_read_and_kept_as_14_digits(string text, string expected) =>
        Assert.Equal(expected, Gtin.Parse(text).ToString());

    [Theory]
    [InlineData("6901234567893", "gtin \"6901234567893\": check digit is 3, must be 2")]
    [InlineData("06901234567890", "gtin \"06901234567890\": check digit is 0, must be 2")]
    [InlineData("00000000000000", "gtin \"00000000000000\": must not be all zeros")]
    [InlineData("00000000", "gtin \"00000000\": must not be all zeros")]
    [InlineData("690123456789", "gtin \"690123456789\": check digit is 9, must be 7")]
    [InlineData("69012345678", "gtin \"69012345678\": must have 8, 12, 13 or 14 digits, has 11 characters")]
    [InlineData("", "gtin \"\": must have 8, 12, 13 or 14 digits, has 0 characters")]
    [InlineData("690123456789２", "gtin \"690123456789２\": must consist of digits 0 to 9")]
    [InlineData(" 690123456789", "gtin \" 690123456789\": must consist of digits 0 to 9")]
    [InlineData("690123456789\n", "gtin \"690123456789\\u000a\": must consist of digits 0 to 9")]
    public void A_wrong_number_is_refused_with_the_rule_and_what_came(string text, string problem)
    {
        Assert.False(Gtin.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Gtin.Parse(text)).Message);
    }

    [Theory]
    [InlineData("02", "GS1 Prefix 02")]
    [InlineData("04", "GS1 Prefix 04")]
    [InlineData("20", "GS1 Prefix 20")]
    [InlineData("25", "GS1 Prefix 25")]
    [InlineData("29", "GS1 Prefix 29")]
    [InlineData("0000001", "GS1-8 Prefix 0")]
    [InlineData("000002", "GS1-8 Prefix 2")]
    [InlineData("00", null)]
    [InlineData("000003", null)]
    [InlineData("00002", null)]
    [InlineData("01", null)]
    [InlineData("03", null)]
    [InlineData("05", null)]
    [InlineData("19", null)]
    [InlineData("30", null)]
    [InlineData("952", null)]
    public void Restricted_circulation_is_refused_and_its_neighbours_are_not(string prefix, string? named)
    {
        foreach (string indicator in new[] { "", "0", "3" })
        {
            string text = KeyGenerators.WithCheckDigit(indicator + prefix.PadRight(12, '1'));

            Assert.Equal(named is null, Gtin.TryParse(text, out _, out string? problem));
            Assert.Equal(named is not null, problem?.Contains(named ?? "", StringComparison.Ordinal) ?? false);
        }
    }

    [Fact]
    public void A_weighed_article_of_a_shop_is_refused_in_its_UPC_and_EAN8_forms()
    {
        Assert.False(Gtin.TryParse(KeyGenerators.WithCheckDigit("20000000001"), out _, out _));
        Assert.False(Gtin.TryParse(KeyGenerators.WithCheckDigit("2012345"), out _, out _));
        Assert.False(Gtin.TryParse(KeyGenerators.WithCheckDigit("0012345"), out _, out _));
    }

    [Theory]
    [InlineData("690123", true)]
    [InlineData("690123456789", true)]
    [InlineData("6", true)]
    [InlineData("690124", false)]
    [InlineData("0690123", false)]
    [InlineData("", false)]
    [InlineData("16901", false)]
    public void A_company_prefix_is_compared_after_the_indicator_digit(string prefix, bool under)
    {
        Assert.Equal(under, Gtin.Parse(KeyGenerators.WithCheckDigit("1690123456789")).IsUnder(prefix));
        Assert.False(default(Gtin).IsUnder("0000"));
    }

    [Fact]
    public void All_lengths_of_one_number_are_equal()
    {
        Assert.Equal(Gtin.Parse("73513537"), Gtin.Parse("00000073513537"));
        Assert.Equal(Gtin.Parse("6901234567892"), Gtin.Parse("06901234567892"));
        Assert.NotEqual(Gtin.Parse("6901234567892"), Gtin.Parse(KeyGenerators.WithCheckDigit("1690123456789")));
    }

    [Fact]
    public void What_is_parsed_is_formatted_as_it_came() =>
        KeyGenerators.Gtin14.Sample(g => Gtin.Parse(g).ToString() == g);

    [Fact]
    public void Every_change_of_one_digit_is_refused() =>
        Gen.Select(KeyGenerators.Gtin14, Gen.Int[0, 13], Gen.Int[1, 9]).Sample((gtin, at, by) =>
        {
            char[] changed = gtin.ToCharArray();
            changed[at] = (char)('0' + ((changed[at] - '0' + by) % 10));
            return !Gtin.TryParse(changed, out _, out _);
        });
}
