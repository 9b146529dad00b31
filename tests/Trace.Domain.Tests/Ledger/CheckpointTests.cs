using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private const string EmptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void Example_of_the_specification_is_read_and_written()
    {
        string text = $"example.com/behind-the-sofa\n20852163\n{Root}\n";
        var checkpoint = Checkpoint.Parse(text);

        Assert.Equal("example.com/behind-the-sofa", checkpoint.Origin);
        Assert.Equal(20852163, checkpoint.Size);
        Assert.Equal(Root, checkpoint.Root.ToBase64());
        Assert.Empty(checkpoint.Extensions);
        Assert.Equal(text, checkpoint.ToString());
    }

    [Fact]
    public void Extension_lines_of_others_are_kept()
    {
        string text = $"any origin, even this\n{long.MaxValue}\n{Root}\nfirst\n second \n";

        Assert.Equal(["first", " second "], Checkpoint.Parse(text).Extensions);
        Assert.Equal(text, Checkpoint.Parse(text).ToString());
    }

    [Fact]
    public void Empty_tree_has_the_hash_of_nothing_as_its_root()
    {
        Assert.Equal(0, Checkpoint.Parse($"o\n0\n{EmptyRoot}\n").Size);
        Refused($"o\n0\n{Root}\n");
        Assert.Throws<ArgumentException>(() => new Checkpoint("o", 0, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("o\n")]
    [InlineData("o\n1\n")]
    [InlineData("o\n1\n" + Root)]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("o\n\n" + Root + "\n")]
    [InlineData("o\n1\n\n")]
    [InlineData("o\n1\n" + Root + "\n\n")]
    [InlineData("o\n1\n" + Root + "\n\nextension\n")]
    [InlineData("o\n1\n" + Root + "\nextension")]
    [InlineData("o\r\n1\r\n" + Root + "\r\n")]
    public void Text_of_another_form_is_refused(string text)
    {
        Refused(text);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x1")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("١")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("99999999999999999999")]
    public void Size_has_one_spelling(string size)
    {
        Refused($"o\n{size}\n{Root}\n");
    }

    [Theory]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=")]
    [InlineData("CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2JAAAA=")]
    [InlineData(" CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    public void Root_has_one_spelling(string root)
    {
        Refused($"o\n1\n{root}\n");
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Byte.Array[32]).Sample((size, root) =>
        {
            var read = Checkpoint.Parse(new Checkpoint("o", size, Hash256.From(root)).ToString());
            return read.Size == size && read.Root == Hash256.From(root);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    public void Line_that_would_be_read_as_another_is_not_written(string line)
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint(line, 1, default));
        Assert.Throws<ArgumentException>(() => new Checkpoint("o", 1, default, line));
    }

    [Fact]
    public void Log_signs_checkpoints_of_its_own_origin_alone()
    {
        Assert.Throws<ArgumentException>(() => Notes.Log().Sign(new Checkpoint("other.example", 1, default)));
    }

    private static void Refused(string text)
    {
        Assert.False(Checkpoint.TryParse(text, out _, out string? problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => Checkpoint.Parse(text));
    }
}
