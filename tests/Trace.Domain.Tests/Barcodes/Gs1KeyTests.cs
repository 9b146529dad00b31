using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class Gs1KeyTests
{
    // GS1 Tag Data Standard: the examples of SSCC, SGLN and SGTIN; GS1 General Specifications: the GTIN.
    [Theory]
    [InlineData("10614141234567890", 8)]
    [InlineData("00614141123456789", 0)]
    [InlineData("061414112345", 2)]
    [InlineData("8061414112345", 8)]
    [InlineData("0950600013435", 2)]
    [InlineData("5", 5)]
    public void Published_check_digits_are_computed(string digits, int check) => Assert.Equal(check, Gs1CheckDigit.Compute(digits));

    [Fact]
    public void The_check_digit_agrees_with_a_second_writing_of_it() =>
        Gen.Char['0', '9'].Array[1, 17].Select(c => new string(c)).Sample(digits =>
            Assert.Equal(KeyGenerators.WithCheckDigit(digits)[^1] - '0', Gs1CheckDigit.Compute(digits)));

    [Theory]
    [InlineData("")]
    [InlineData("12a")]
    [InlineData("１２")]
    public void A_check_digit_of_no_digits_is_our_own_mistake(string digits) =>
        Assert.Throws<ArgumentException>(() => Gs1CheckDigit.Compute(digits));

    [Theory]
    [InlineData("106141412345678908")]
    [InlineData("006141411234567890")]
    public void Published_SSCCs_are_read(string text) => Assert.Equal(text, Sscc.Parse(text).ToString());

    [Theory]
    [InlineData("106141412345678901", "sscc \"106141412345678901\": check digit is 1, must be 8")]
    [InlineData("06141412345678908", "sscc \"06141412345678908\": must have 18 digits, has 17 characters")]
    [InlineData("000000000000000000", "sscc \"000000000000000000\": must not be all zeros")]
    [InlineData("10614141234567890x", "sscc \"10614141234567890x\": must consist of digits 0 to 9")]
    public void A_wrong_SSCC_is_refused_with_the_rule_and_what_came(string text, string problem)
    {
        Assert.False(Sscc.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Sscc.Parse(text)).Message);
    }

    [Fact]
    public void The_published_GLN_is_read() => Assert.Equal("0614141123452", Gln.Parse("0614141123452").ToString());

    [Theory]
    [InlineData("0614141123453", "gln \"0614141123453\": check digit is 3, must be 2")]
    [InlineData("614141123452", "gln \"614141123452\": must have 13 digits, has 12 characters")]
    [InlineData("0000000000000", "gln \"0000000000000\": must not be all zeros")]
    public void A_wrong_GLN_is_refused_with_the_rule_and_what_came(string text, string problem)
    {
        Assert.False(Gln.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Gln.Parse(text)).Message);
    }
}
