using System.Globalization;
using CsCheck;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Xunit;

namespace Trace.Domain.Tests.Statements;

public class ClaimCodeTests
{
    private const string Code = "0123456789ABCDEFGHJS";

    // Computed with Python's hashlib.pbkdf2_hmac.
    [Theory]
    [InlineData("trace.localhost/0f1e2d3c", "e85a6257e4d5cdbb14819672e103936d14cd49066fd101695a69e9349c4c29ce")]
    [InlineData("测试/ledger", "73a7ee410594e8d5cf82f31abfcef467c67e8edc168fa880cf16cf74cfc475f3")]
    public void The_seed_of_a_fixed_code_is_this(string ledger, string seed) =>
        Assert.Equal(seed, Convert.ToHexStringLower(ClaimCode.Parse(Code).Seed(ledger)));

    [Theory]
    [InlineData("0123456789ABCDEFGHJS")]
    [InlineData("01234-56789-ABCDE-FGHJS")]
    [InlineData("  o1234 56789 abcde fghjs ")]
    [InlineData("OI23456789ABCDEFGHJS")]
    [InlineData("Ol23456789ABCDEFGHJS")]
    [InlineData("oL23456789abcdefghjs")]
    public void A_code_is_read_as_people_type_it(string typed)
    {
        Assert.Equal(Code, ClaimCode.Parse(typed).Text);
        Assert.Equal("01234-56789-ABCDE-FGHJS", ClaimCode.Parse(typed).Grouped);
    }

    [Theory]
    [InlineData(null, "claim code of 0 characters: must have 20")]
    [InlineData("0123456789ABCDEFGHJ", "claim code of 19 characters: must have 20")]
    [InlineData("0123456789ABCDEFGHJSS", "claim code of 21 characters: must have 20")]
    [InlineData("0123456789UBCDEFGHJS", "claim code: character 11 must be a digit or a letter other than U")]
    [InlineData("0123456789-A_CDEFGHJS", "claim code: character 12 must be a digit or a letter other than U")]
    [InlineData("0123456789ABCDEFGHJT", "claim code: the last character must be the check character of the others, so one of them was misread")]
    [InlineData("0123456789ABCDEFGJHS", "claim code: the last character must be the check character of the others, so one of them was misread")]
    public void A_wrong_code_is_refused_without_being_repeated(string? typed, string problem)
    {
        Assert.False(ClaimCode.TryParse(typed, out var code, out string? said));
        Assert.Null(code);
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => ClaimCode.Parse(typed!)).Message);
    }

    [Fact]
    public void A_text_of_any_length_is_refused() => Assert.False(ClaimCode.TryParse(new string('-', 1_000_000), out _, out _));

    [Fact]
    public void New_codes_are_read_back_and_do_not_come_twice()
    {
        ClaimCode[] codes = [.. Enumerable.Range(0, 1000).Select(_ => ClaimCode.Generate())];

        Assert.All(codes, c => Assert.Equal(c.Text, ClaimCode.Parse(c.Grouped).Text));
        Assert.Equal(codes.Length, codes.Select(c => c.Text).Distinct().Count());
        Assert.All(codes, c => Assert.Empty(c.Text.Except(CrockfordBase32.Alphabet)));
    }

    [Fact]
    public void Every_wrong_character_is_noticed() =>
        Gen.Select(Gen.Int[0, 19], Gen.Int[1, 31]).Sample((at, by) =>
        {
            char[] changed = ClaimCode.Generate().Text.ToCharArray();
            changed[at] = CrockfordBase32.Alphabet[(CrockfordBase32.Alphabet.IndexOf(changed[at]) + by) % 32];
            return !ClaimCode.TryParse(new string(changed), out _, out _);
        });

    [Fact]
    public void A_code_gets_into_no_text_by_interpolation() =>
        Assert.DoesNotContain(Code[..5], string.Create(CultureInfo.InvariantCulture, $"{ClaimCode.Parse(Code)}"), StringComparison.Ordinal);

    [Fact]
    public void A_seed_needs_a_ledger() => Assert.Throws<ArgumentException>(() => ClaimCode.Parse(Code).Seed(""));
}
