using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class Gs1TextTests
{
    [Theory]
    [InlineData("ABC-123_x.y", "ABC-123_x.y")]
    [InlineData("A/B", "A%2FB")]
    [InlineData("100%", "100%25")]
    [InlineData("!\"%&'()*+,:;<=>?", "%21%22%25%26%27%28%29%2A%2B%2C%3A%3B%3C%3D%3E%3F")]
    [InlineData("...", "...")]
    public void A_value_has_this_spelling(string value, string encoded)
    {
        Assert.Equal(encoded, Gs1Text.Encode("lot", value));
        Assert.Equal(value, Gs1Text.Decode("lot", encoded));
    }

    [Theory]
    [InlineData("", "lot \"\": must have 1 to 20 characters, has 0")]
    [InlineData("123456789012345678901", "lot \"123456789012345678901\": must have 1 to 20 characters, has more")]
    [InlineData("%2f", "lot \"%2f\": \"%2f\" must be % and two upper-case hex digits")]
    [InlineData("A%2", "lot \"A%2\": \"%2\" must be % and two upper-case hex digits")]
    [InlineData("A%", "lot \"A%\": \"%\" must be % and two upper-case hex digits")]
    [InlineData("%41", "lot \"%41\": \"%41\" must be written A")]
    [InlineData("%2E", "lot \"%2E\": \"%2E\" must be written .")]
    [InlineData("%20", "lot \"%20\": \"%20\" must stand for a character of GS1 character set 82")]
    [InlineData("%C3%A9", "lot \"%C3%A9\": \"%C3\" must stand for a character of GS1 character set 82")]
    [InlineData("a b", "lot \"a b\": \" \" must be of GS1 character set 82")]
    [InlineData("a+b", "lot \"a+b\": \"+\" must be written %2B")]
    [InlineData("a#b", "lot \"a#b\": \"#\" must be of GS1 character set 82")]
    [InlineData("批次", "lot \"批次\": \"批\" must be of GS1 character set 82")]
    [InlineData(".", "lot \".\": must not be . or .., which URLs resolve away")]
    [InlineData("..", "lot \"..\": must not be . or .., which URLs resolve away")]
    public void Another_spelling_is_refused_with_the_rule_and_what_came(string encoded, string problem) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Gs1Text.Decode("lot", encoded)).Message);

    [Fact]
    public void Set_82_has_82_characters_and_no_other_is_a_value()
    {
        Assert.Equal(82, KeyGenerators.Set82.Distinct().Count());
        for (int c = 0; c <= char.MaxValue; c++)
        {
            bool taken = Gs1Text.Problem("lot", $"a{(char)c}") is null;
            Assert.Equal(KeyGenerators.Set82.Contains((char)c), taken);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("123456789012345678901")]
    public void What_is_no_value_is_not_encoded(string value) =>
        Assert.Throws<FormatException>(() => Gs1Text.Encode("serial", value));

    [Fact]
    public void Decoding_gives_back_what_was_encoded() =>
        KeyGenerators.Value.Sample(v => Gs1Text.Decode("lot", Gs1Text.Encode("lot", v)) == v);

    [Fact]
    public void Only_one_spelling_of_a_value_is_read() =>
        Gen.Char["%2F3EABab.-/+ "].Array[0, 12].Select(c => new string(c)).Sample(spelling =>
        {
            if (Gs1Text.EncodedProblem("lot", spelling) is null)
            {
                Assert.Equal(spelling, Gs1Text.Encode("lot", Gs1Text.Decode("lot", spelling)));
            }
        });
}
