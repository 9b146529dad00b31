using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class Hash256Tests
{
    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[32];

    [Fact]
    public void Bytes_come_out_as_they_went_in()
    {
        Bytes.Sample(bytes =>
        {
            var hash = Hash256.From(bytes);
            byte[] copy = new byte[32];
            hash.CopyTo(copy);
            return hash.ToArray().SequenceEqual(bytes) && copy.SequenceEqual(bytes) && hash.AsSpan().SequenceEqual(bytes)
                && hash.ToString() == Convert.ToHexStringLower(bytes) && Hash256.FromHex(hash.ToString()) == hash
                && Hash256.TryFromBase64(hash.ToBase64(), out Hash256 back) && back == hash && back.GetHashCode() == hash.GetHashCode();
        });
    }

    [Fact]
    public void Every_byte_counts_in_comparison()
    {
        for (int i = 0; i < Hash256.Size; i++)
        {
            byte[] bytes = new byte[Hash256.Size];
            bytes[i] = 1;

            Assert.True(Hash256.From(bytes) != default);
            Assert.False(Hash256.From(bytes).Equals((object)default(Hash256)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Other_lengths_are_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => Hash256.From(new byte[length]));
        Assert.Throws<FormatException>(() => Hash256.FromHex(new string('0', 2 * length)));
        Assert.False(Hash256.TryFromBase64(Convert.ToBase64String(new byte[length]), out _));
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=")] // an unused bit set
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // no padding
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A=")]
    [InlineData("____________________________________________")] // base64url
    public void Base64_has_one_spelling(string text)
    {
        Assert.False(Hash256.TryFromBase64(text, out _));
    }
}
