using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class SignatureContextsTests
{
    private static readonly Hash256 Ones = Hash256.From([.. Enumerable.Repeat((byte)0x11, 32)]);
    private static readonly string OnesHex = string.Concat(Enumerable.Repeat("11", 32));

    [Fact]
    public void Key_id_is_the_hash_of_prefix_algorithm_and_key()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        Assert.Equal(SHA256.HashData([.. "trace.v1.Key\n"u8, 1, .. key]), KeyId.Of(KeyAlgorithm.Ed25519, key).ToArray());
        Assert.NotEqual(KeyId.Of(KeyAlgorithm.MLDsa44, key), KeyId.Of(KeyAlgorithm.Ed25519, key));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyId.Of(KeyAlgorithm.None, key));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyId.Of((KeyAlgorithm)256, key));
    }

    [Fact]
    public void Statement_is_signed_behind_its_prefix_without_a_length()
    {
        Assert.Equal("trace.v1.Statement\nabc"u8.ToArray(), SignatureContexts.Statement("abc"u8));
    }

    [Fact]
    public void Possession_is_ledger_subject_and_key_id_each_with_its_length()
    {
        Check("trace.v1.KeyPossession\n", $"0001 6c 0003 e4b8ad 0020 {OnesHex}", SignatureContexts.KeyPossession("l", "中", Ones));
    }

    [Fact]
    public void Challenge_is_seven_parts_in_their_order()
    {
        byte[] nonce = [.. Enumerable.Repeat((byte)0x22, 32)];

        Check(
            "trace.v1.Challenge\n",
            $"0001 6c 0001 61 0020 {Convert.ToHexString(nonce)} 0008 0102030405060708 0020 {OnesHex} 0001 6d 0000",
            SignatureContexts.Challenge("l", "a", nonce, 0x0102030405060708, Ones, "m", ""));
        Assert.Throws<ArgumentException>(() => SignatureContexts.Challenge("l", "a", new byte[31], 0, Ones, "m", ""));
    }

    [Fact]
    public void Erasure_is_ledger_digest_and_time()
    {
        Check("trace.v1.Erasure\n", $"0001 6c 0020 {OnesHex} 0008 fffffffffffffffe", SignatureContexts.Erasure("l", Ones, -2));
    }

    [Fact]
    public void Part_of_65_535_bytes_is_the_longest()
    {
        Assert.Equal(17 + 2 + 65_535 + 34 + 10, SignatureContexts.Erasure(new string('x', 65_535), Ones, 0).Length);
        Assert.Throws<ArgumentException>(() => SignatureContexts.Erasure(new string('x', 65_536), Ones, 0));
    }

    [Fact]
    public void Text_that_is_not_Unicode_is_refused_rather_than_replaced()
    {
        Assert.ThrowsAny<ArgumentException>(() => SignatureContexts.Erasure("\ud800", Ones, 0));
    }

    [Fact]
    public void Commitment_digest_is_the_HMAC_over_prefix_parts_and_content()
    {
        byte[] key = [.. Enumerable.Repeat((byte)0x33, 32)];
        byte[] message = Message("trace.v1.Commitment\n", "0001 6c 0010 74726163652e76312e52656365697074 0003 372e32");

        Assert.Equal(
            HMACSHA256.HashData(key, (byte[])[.. message, .. "content"u8]),
            CommitmentDigest.Compute(key, "l", "trace.v1.Receipt", "7.2", "content"u8).ToArray());
        Assert.Throws<ArgumentException>(() => CommitmentDigest.Compute(new byte[31], "l", "p", "7", []));
    }

    [Fact]
    public void Commitment_to_the_same_content_elsewhere_has_another_digest()
    {
        byte[] key = new byte[32];
        Hash256[] digests =
        [
            CommitmentDigest.Compute(key, "l", "p", "7", "c"u8),
            CommitmentDigest.Compute(key, "m", "p", "7", "c"u8),
            CommitmentDigest.Compute(key, "l", "q", "7", "c"u8),
            CommitmentDigest.Compute(key, "l", "p", "8", "c"u8),
            CommitmentDigest.Compute(key, "l", "p7", "", "c"u8),
            CommitmentDigest.Compute(key, "l", "p", "", "7c"u8),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    private static void Check(string prefix, string parts, byte[] message) => Assert.Equal(Message(prefix, parts), message);

    private static byte[] Message(string prefix, string parts) =>
        [.. Encoding.UTF8.GetBytes(prefix), .. Convert.FromHexString(parts.Replace(" ", "", StringComparison.Ordinal))];
}
