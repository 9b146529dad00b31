using System.Text;
using CsCheck;
using Trace.Domain.Statements;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>Texts have one spelling: NFC, of assigned code points that show.</summary>
public sealed class NormalTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Fuding white tea, 250 g")]
    [InlineData("白毫银针")]
    [InlineData("caf\u00e9")]
    [InlineData("𠮷野家")]
    [InlineData("茶🍵")]
    [InlineData("한국")]
    public void A_normal_text_is_taken(string text) => Assert.Null(NormalText.Problem(text));

    [Theory]
    [InlineData("cafe\u0301", "Normalization Form C")]
    [InlineData("\u212b", "Normalization Form C")]
    [InlineData("\u1112\u1161\u11ab", "Normalization Form C")]
    [InlineData("a\u0000b", "U+0000")]
    [InlineData("line\nbreak", "U+000A")]
    [InlineData("\u0085", "U+0085")]
    [InlineData("\u2028", "U+2028")]
    [InlineData("\u2029", "U+2029")]
    [InlineData("\ue000", "U+E000")]
    [InlineData("\U000f0000", "U+F0000")]
    [InlineData("\u0378", "U+0378")]
    [InlineData("\U0010ffff", "U+10FFFF")]
    public void Another_is_refused_and_says_why(string text, string why) => Assert.Contains(why, NormalText.Problem(text), StringComparison.Ordinal);

    [Fact]
    public void Normalisation_is_to_be_had_here() => Assert.True(NormalText.IsAvailable);

    [Fact]
    public void A_text_that_is_taken_is_its_own_normal_form() => Gen.String.Sample(text =>
    {
        var wellFormed = string.Concat(text.EnumerateRunes());
        return NormalText.Problem(wellFormed) is not null || wellFormed == wellFormed.Normalize(NormalizationForm.FormC);
    });

    [Fact]
    public void Length_counts_code_points() => Gen.String.Sample(text =>
    {
        var wellFormed = string.Concat(text.EnumerateRunes());
        return NormalText.Length(wellFormed) == wellFormed.EnumerateRunes().Count();
    });
}
