using System.Text;
using Google.Protobuf;
using Trace.Domain.Disclosures;
using Trace.V1;
using Xunit;
using static Trace.V1.Statement;

namespace Trace.Domain.Tests.Disclosures;

public sealed class AuthoredContentTests
{
    [Theory]
    [InlineData("好茶，香", "好茶，香")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("a\u202Egpj.exe\u202Cb", "agpj.exeb")]
    [InlineData("a\u2066b\u2069\u200F\u061C", "ab")]
    [InlineData("one\r\ntwo\r\n\r\n\r\n\r\nthree", "one\ntwo\n\nthree")]
    [InlineData("bell\u0007\u0000\u001b[31mred\ttab", "bell[31mred tab")]
    [InlineData("\uE000\uFFFF\uFEFFx\U000E0041", "x")]
    [InlineData("e\u0301", "é")]
    [InlineData("👩\u200D🌾", "👩\u200D🌾")]
    [InlineData("   \n ", "")]
    public void What_could_act_on_the_text_around_it_goes_and_the_rest_stays_to_be_escaped(string text, string shown)
    {
        Assert.Equal(shown, ShownText.Of(text));
        Assert.Equal(shown, ShownText.Of(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_text_is_cut_at_its_code_points()
    {
        Assert.Equal(2000, ShownText.Of(new string('茶', 2000)).EnumerateRunes().Count());
        Assert.EndsWith("🍵…", ShownText.Of(string.Concat(Enumerable.Repeat("🍵", 5000))), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_and_another_media_type_is_nobodys_page()
    {
        Assert.Equal(Reason.Malformed, AuthoredContent.Check("text/plain", [0xC3, 0x28])?.Reason);
        Assert.Equal(Reason.Malformed, AuthoredContent.Check(AuthoredContent.MediaType, [0x0A, 0x7F])?.Reason);
        Assert.Null(AuthoredContent.Check("application/pdf", "%PDF"u8));
        Assert.Null(AuthoredContent.Read("application/pdf", "%PDF"u8));
    }

    [Fact]
    public void A_fifth_picture_a_large_one_and_a_long_text_are_refused()
    {
        var jpeg = ByteString.CopyFrom(Jpegs.Bare());
        Assert.Null(Check(new Content { Text = "ok", Pictures = { jpeg, jpeg, jpeg, jpeg } }));
        Assert.Equal(Reason.TooLarge, Check(new Content { Pictures = { jpeg, jpeg, jpeg, jpeg, jpeg } })?.Reason);
        Assert.Equal(Reason.TooLarge, Check(new Content { Pictures = { ByteString.CopyFrom(new byte[1_000_001]) } })?.Reason);
        Assert.Equal(Reason.TooLarge, Check(new Content { Text = new string('x', 8001) })?.Reason);
        Assert.Equal(Reason.FieldForm, Check(new Content { Pictures = { jpeg, ByteString.CopyFromUtf8("<svg onload=alert(1)>") } })?.Reason);
    }

    [Theory]
    [InlineData(PayloadOneofCase.Review, PayloadOneofCase.None, true)]
    [InlineData(PayloadOneofCase.Reply, PayloadOneofCase.Review, true)]
    [InlineData(PayloadOneofCase.Reply, PayloadOneofCase.Complaint, false)]
    [InlineData(PayloadOneofCase.Complaint, PayloadOneofCase.None, false)]
    [InlineData(PayloadOneofCase.Report, PayloadOneofCase.None, false)]
    [InlineData(PayloadOneofCase.FollowUp, PayloadOneofCase.Report, false)]
    [InlineData(PayloadOneofCase.Sale, PayloadOneofCase.None, false)]
    public void Reviews_and_replies_to_them_are_public_and_cases_are_not(PayloadOneofCase kind, PayloadOneofCase answered, bool isPublic)
    {
        Assert.Equal(isPublic, AuthoredContent.IsPublic(kind, answered));
    }

    private static Refusal? Check(Content content) => AuthoredContent.Check(AuthoredContent.MediaType, content.ToByteArray());
}
