using Trace.Domain.Statements;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>What texts and numbers are beyond their lengths, the same in every language: by their characters alone.</summary>
public sealed class FieldFormsTests
{
    public static TheoryData<Form> Forms => [.. Enum.GetValues<Form>()];

    [Theory]
    [InlineData(Form.HttpsUrl, "https://example.com")]
    [InlineData(Form.HttpsUrl, "https://example.com:8443/a/b.pdf?x=1&y=%E8%8C%B6")]
    [InlineData(Form.HttpsUrl, "https://example.com?x")]
    [InlineData(Form.MediaType, "application/vnd.api+json")]
    [InlineData(Form.HostName, "shop.example")]
    [InlineData(Form.HostName, "a-1.tea.example.cn")]
    [InlineData(Form.HostName, "xn--fiq228c.xn--fiqs8s")]
    [InlineData(Form.HostName, "1688.com")]
    [InlineData(Form.Carrier, "yto")]
    [InlineData(Form.Carrier, "a1234567890123456789")]
    [InlineData(Form.ScLicence, "SC11435098200001")]
    [InlineData(Form.Gs1Prefix, "0000")]
    [InlineData(Form.Gs1Text, "A-1_/+%")]
    [InlineData(Form.Region, "CN-FJ")]
    [InlineData(Form.ProductOrLot, "01/06901234567892/10/L1")]
    [InlineData(Form.Parcel, "parcel/sf/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_text_of_the_form_is_taken(Form form, string text) => Assert.Null(FieldForms.Problem(form, text));

    [Theory]
    [InlineData(Form.HttpsUrl, "http://example.com/")]
    [InlineData(Form.HttpsUrl, "https:///a")]
    [InlineData(Form.HttpsUrl, "HTTPS://example.com/")]
    [InlineData(Form.HttpsUrl, "https://user@example.com/")]
    [InlineData(Form.HttpsUrl, "https://example.com/#part")]
    [InlineData(Form.HttpsUrl, "https://Example.com/")]
    [InlineData(Form.HttpsUrl, "https://-a.example/")]
    [InlineData(Form.HttpsUrl, "https://example.com:/")]
    [InlineData(Form.HttpsUrl, "https://example.com:123456/")]
    [InlineData(Form.HttpsUrl, "https://example.com/a b")]
    [InlineData(Form.HttpsUrl, "https://example.com/茶")]
    [InlineData(Form.HttpsUrl, "https://[::1]/")]
    [InlineData(Form.HostName, "localhost")]
    [InlineData(Form.HostName, "Shop.example")]
    [InlineData(Form.HostName, "茶铺.example")]
    [InlineData(Form.HostName, "shop.example.")]
    [InlineData(Form.HostName, "shop..example")]
    [InlineData(Form.HostName, "-shop.example")]
    [InlineData(Form.HostName, "shop-.example")]
    [InlineData(Form.HostName, "ab--c.example")]
    [InlineData(Form.HostName, "xn--.example")]
    [InlineData(Form.HostName, "192.0.2.1")]
    [InlineData(Form.HostName, "shop.example:443")]
    [InlineData(Form.HostName, "shop.example/tea")]
    [InlineData(Form.HostName, "under_score.example")]
    [InlineData(Form.HostName, "a123456789b123456789c123456789d123456789e123456789f123456789g123.example")]
    [InlineData(Form.MediaType, "image")]
    [InlineData(Form.MediaType, "/webp")]
    [InlineData(Form.MediaType, "image/")]
    [InlineData(Form.MediaType, "image/webp/x")]
    [InlineData(Form.MediaType, "Image/webp")]
    [InlineData(Form.MediaType, "text/plain; charset=utf-8")]
    [InlineData(Form.Carrier, "s")]
    [InlineData(Form.Carrier, "a12345678901234567890")]
    [InlineData(Form.Carrier, "SF")]
    [InlineData(Form.ScLicence, "SC1143509820000")]
    [InlineData(Form.ScLicence, "sc11435098200001")]
    [InlineData(Form.ScLicence, "QS11435098200001")]
    [InlineData(Form.Gs1Prefix, "12a4")]
    [InlineData(Form.Gs1Prefix, "１２３４")]
    [InlineData(Form.Region, "cn-fj")]
    [InlineData(Form.Gln, "9521234000014")]
    [InlineData(Form.Party, "party/gln/9521234000013/key/00")]
    [InlineData(Form.Lot, "01/06901234567892/21/L1")]
    [InlineData(Form.ProductOrLot, "01/06901234567892/21/L1")]
    [InlineData(Form.Parcel, "01/06901234567892")]
    public void Another_is_refused(Form form, string text) => Assert.NotNull(FieldForms.Problem(form, text));

    [Theory]
    [InlineData(20240229, true)]
    [InlineData(20230229, false)]
    [InlineData(21000228, false)]
    [InlineData(19991231, false)]
    [InlineData(20260431, false)]
    [InlineData(20260400, false)]
    [InlineData(20260001, false)]
    public void A_day_is_one_of_the_calendar_from_2000_to_2099(long day, bool isTaken) => Assert.Equal(isTaken, FieldForms.Problem(Form.Date, day) is null);

    // A form that is added to the protos and forgotten here refuses every text, and is seen at once.
    [Theory, MemberData(nameof(Forms))]
    public void Every_form_of_texts_is_known(Form form)
    {
        if (form is not (Form.Date or Form.Time))
        {
            Assert.DoesNotContain("is not one of texts", FieldForms.Problem(form, "x") ?? "", StringComparison.Ordinal);
        }
    }
}
