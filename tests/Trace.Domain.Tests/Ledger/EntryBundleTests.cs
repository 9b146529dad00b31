using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class EntryBundleTests
{
    [Fact]
    public void Entries_come_out_as_they_went_in()
    {
        Gen.Byte.Array[0, 300].Array[1, 256].Sample(
            entries =>
            {
                byte[] bundle = EntryBundle.Encode([.. entries.Select(entry => (ReadOnlyMemory<byte>)entry)]);
                return EntryBundle.Decode(bundle, entries.Length).Select(entry => entry.ToArray()).Zip(entries).All(pair => pair.First.SequenceEqual(pair.Second));
            },
            iter: 50);
    }

    [Fact]
    public void Length_comes_first_as_big_endian_uint16()
    {
        Assert.Equal<byte>([0, 2, 0xaa, 0xbb, 0, 0], EntryBundle.Encode([new byte[] { 0xaa, 0xbb }, ReadOnlyMemory<byte>.Empty]));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("00", 1)]
    [InlineData("0001", 1)]
    [InlineData("000000", 1)]
    [InlineData("0000", 2)]
    [InlineData("00000000", 1)]
    [InlineData("0003aabb", 1)]
    public void Malformed_bundle_is_refused(string hex, int width)
    {
        Assert.False(EntryBundle.TryDecode(Convert.FromHexString(hex), width, out _, out string? problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => EntryBundle.Decode(Convert.FromHexString(hex), width));
    }

    [Fact]
    public void Longest_entry_fits_and_one_byte_more_does_not()
    {
        Assert.Equal(65_537, EntryBundle.Encode([new byte[65_535]]).Length);
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[65_536]]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Bundle_holds_1_to_256_entries(int count)
    {
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode(new ReadOnlyMemory<byte>[count]));
    }
}
