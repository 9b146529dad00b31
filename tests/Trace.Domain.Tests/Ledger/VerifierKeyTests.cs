using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class VerifierKeyTests
{
    private const string Example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void Example_of_the_specification_is_read_and_written()
    {
        var key = VerifierKey.Parse(Example);

        Assert.Equal("example.com/foo", key.Name);
        Assert.Equal(0x530d903au, key.KeyId);
        Assert.Equal(NoteSignatureType.Ed25519, key.Type);
        Assert.Equal(32, key.Key.Length);
        Assert.True(key.CanVerify);
        Assert.Equal(Example, key.ToString());
        Assert.Equal(key, VerifierKey.Create(key.Name, key.Type, key.Key.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")] // the id is type 01's
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ")]
    [InlineData("example.com/foo+530d903a+")]
    [InlineData("example.com/foo+530d903a+AQ==")]
    public void Other_texts_are_no_verifier_keys(string vkey)
    {
        Assert.False(VerifierKey.TryParse(vkey, out _, out string? problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => VerifierKey.Parse(vkey));
    }

    [Theory]
    [InlineData(NoteSignatureType.Ed25519)]
    [InlineData(NoteSignatureType.CosignatureV1)]
    public void Weak_or_short_Ed25519_key_is_refused_where_it_is_named(byte type)
    {
        foreach (byte[] key in (byte[][])[[1, .. new byte[31]], [.. Enumerable.Repeat((byte)0xff, 32)], new byte[31], new byte[33]])
        {
            string vkey = $"n+{VerifierKey.ComputeId("n", type, key):x8}+{Convert.ToBase64String([type, .. key])}";

            Assert.False(VerifierKey.TryParse(vkey, out _, out string? problem));
            Assert.Contains("small order", problem, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => VerifierKey.Create("n", type, key));
        }
    }

    [Fact]
    public void One_key_has_another_id_for_each_type()
    {
        using Ed25519Signer key = Notes.Key(1);
        var log = VerifierKey.Create("n", NoteSignatureType.Ed25519, key.PublicKey.Span);
        var witness = VerifierKey.Create("n", NoteSignatureType.CosignatureV1, key.PublicKey.Span);

        Assert.NotEqual(log.KeyId, witness.KeyId);
        Assert.NotEqual(log, witness);
        Assert.Equal(witness, VerifierKey.Parse(witness.ToString()));
        Assert.Equal(witness.GetHashCode(), VerifierKey.Parse(witness.ToString()).GetHashCode());
    }

    [Fact]
    public void ML_DSA_44_key_is_read_with_its_id()
    {
        VerifierKey key = Notes.MLDsa44().VerifierKey;
        byte[] input = [.. "pq.example/1\n"u8, 6, .. key.Key.Span];

        Assert.Equal(key, VerifierKey.Parse(key.ToString()));
        Assert.StartsWith($"{key.KeyId:x8}", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input)), StringComparison.Ordinal);
        Assert.True(key.CanVerify);
        Assert.Throws<ArgumentException>(() => VerifierKey.Create("pq.example", NoteSignatureType.MLDsa44, new byte[1311]));
    }

    [Fact]
    public void Key_of_an_unknown_type_is_kept_as_it_came()
    {
        var key = VerifierKey.Parse("n+00000001+AgME");

        Assert.Equal(2, key.Type);
        Assert.Equal<byte>([3, 4], key.Key.ToArray());
        Assert.False(key.CanVerify);
        Assert.Equal("n+00000001+AgME", key.ToString());
        Assert.Throws<ArgumentException>(() => VerifierKey.Create("n", 2, [3, 4]));
    }
}
