using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class UsccTests
{
    [Theory]
    [InlineData("91350100M000100Y43")] // the example of GB 32100-2015
    [InlineData("91440300708461136T")] // a registered company's, which its web pages show
    public void Published_codes_are_read(string text) => Assert.Equal(text, Uscc.Parse(text).ToString());

    [Theory]
    [InlineData("91350100M000100Y44", "uscc \"91350100M000100Y44\": check character is 4, must be 3")]
    [InlineData("91350100M000100Y4", "uscc \"91350100M000100Y4\": must have 18 characters, has 17")]
    [InlineData("91350100m000100Y43", "uscc \"91350100m000100Y43\": character 9 is \"m\", must be a digit or an upper-case letter other than I, O, S, V, Z")]
    [InlineData("000000000000000000", "uscc \"000000000000000000\": must not be all zeros")]
    public void A_wrong_code_is_refused_with_the_rule_and_what_came(string text, string problem)
    {
        Assert.False(Uscc.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Uscc.Parse(text)).Message);
    }

    [Fact]
    public void The_letters_that_look_like_digits_are_not_in_the_set()
    {
        for (char c = '\0'; c < 0x250; c++)
        {
            bool read = Uscc.TryParse($"91350100{c}000100Y43", out _, out string? problem);
            bool inSet = read || problem!.Contains("check character", StringComparison.Ordinal);
            Assert.Equal(KeyGenerators.UsccSet.Contains(c), inSet);
        }
    }

    [Fact]
    public void Every_change_of_one_character_is_refused() =>
        Gen.Select(KeyGenerators.Uscc18, Gen.Int[0, 17], Gen.Int[1, 30]).Sample((uscc, at, by) =>
        {
            char[] changed = uscc.ToCharArray();
            changed[at] = KeyGenerators.UsccSet[(KeyGenerators.UsccSet.IndexOf(changed[at]) + by) % 31];
            return Uscc.TryParse(uscc, out _, out _) && !Uscc.TryParse(changed, out _, out _);
        });

    [Theory]
    [InlineData("91350100M000100Y")]
    [InlineData("91350100I000100Y4")]
    public void A_check_character_of_something_else_is_our_own_mistake(string first) =>
        Assert.Throws<ArgumentException>(() => Uscc.CheckCharacter(first));
}
