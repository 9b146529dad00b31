using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class CrockfordBase32Tests
{
    [Fact]
    public void A_serial_has_12_characters_of_the_alphabet_and_does_not_come_twice()
    {
        string[] serials = [.. Enumerable.Range(0, 1000).Select(_ => CrockfordBase32.NewSerial())];

        Assert.All(serials, s => Assert.Equal(12, s.Length));
        Assert.Equal(CrockfordBase32.Alphabet, string.Concat(serials.SelectMany(s => s).Distinct().Order()));
        Assert.Equal(serials.Length, serials.Distinct().Count());
        Assert.All(serials, s => Assert.Null(Gs1Text.Problem("serial", s)));
    }

    [Theory]
    [InlineData("0oO", 0)]
    [InlineData("1iIlL", 1)]
    [InlineData("aA", 10)]
    [InlineData("zZ", 31)]
    [InlineData("uU- \u0131\u017f１", -1)]
    public void Characters_are_read_as_Crockford_says(string characters, int value) =>
        Assert.All(characters, c => Assert.Equal(value, CrockfordBase32.ValueOf(c)));

    [Fact]
    public void Luhn_finds_every_wrong_character() =>
        Gen.Select(Body, Gen.Int[0, 18], Gen.Int[1, 31]).Sample((body, at, by) =>
        {
            char[] changed = body.ToCharArray();
            changed[at] = CrockfordBase32.Alphabet[(CrockfordBase32.Alphabet.IndexOf(changed[at]) + by) % 32];
            return LuhnMod32.CheckCharacter(changed) != LuhnMod32.CheckCharacter(body);
        });

    [Fact]
    public void Luhn_finds_every_swap_of_neighbours_but_0_and_Z()
    {
        foreach (char a in CrockfordBase32.Alphabet)
        {
            foreach (char b in CrockfordBase32.Alphabet)
            {
                bool found = LuhnMod32.CheckCharacter($"7{a}{b}7") != LuhnMod32.CheckCharacter($"7{b}{a}7");
                Assert.Equal(a != b && (a, b) is not (('0', 'Z') or ('Z', '0')), found);
            }
        }
    }

    [Fact]
    public void Luhn_agrees_with_a_value_computed_elsewhere() => Assert.Equal('S', LuhnMod32.CheckCharacter("0123456789ABCDEFGHJ"));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("U")]
    public void Luhn_of_other_characters_is_our_own_mistake(string text) =>
        Assert.Throws<ArgumentException>(() => LuhnMod32.CheckCharacter(text));

    private static Gen<string> Body => Gen.Char[CrockfordBase32.Alphabet].Array[19].Select(c => new string(c));
}
