using System.Text;
using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class Base32Tests
{
    // RFC 4648, section 10, in lower case and without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void The_vectors_of_RFC_4648_hold(string plain, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(plain)));
        Assert.True(Base32.TryDecode(encoded, out byte[]? bytes));
        Assert.Equal(plain, Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData("mz")] // unused bits not zero
    [InlineData("mzxw7yr")]
    [InlineData("a")] // five bits are no byte
    [InlineData("aaa")]
    [InlineData("aaaaaa")]
    [InlineData("mzx")]
    [InlineData("mzxw6y")]
    [InlineData("MY")]
    [InlineData("my======")]
    [InlineData("m1")]
    [InlineData("m8")]
    public void What_encoding_never_writes_is_refused(string text)
    {
        Assert.False(Base32.TryDecode(text, out byte[]? bytes));
        Assert.Null(bytes);
    }

    [Fact]
    public void Decoding_gives_back_what_was_encoded() =>
        Gen.Byte.Array[0, 40].Sample(bytes =>
            Base32.TryDecode(Base32.Encode(bytes), out byte[]? back) && back.AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Only_one_spelling_of_the_same_bytes_is_read() =>
        Gen.Char["abcdefghijklmnopqrstuvwxyz234567"].Array[0, 26].Select(c => new string(c)).Sample(text =>
            !Base32.TryDecode(text, out byte[]? bytes) || Base32.Encode(bytes) == text);
}
