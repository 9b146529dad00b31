using System.Numerics;
using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class Ed25519Tests
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    /// <summary>RFC 8032 section 7.1: seed, public key, message, signature.</summary>
    public static TheoryData<string, string, string, string, string> Rfc8032 => new()
    {
        {
            "TEST 1",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "TEST 2",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "TEST 3",
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "TEST SHA(abc)",
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    /// <summary>
    /// Where verification with and without the cofactor differ: keys and R with a part of small order, made from known secrets by the
    /// equation. With the cofactor all of them would hold.
    /// </summary>
    public static TheoryData<string, string, string, string, bool> MixedOrder => new()
    {
        {
            "neither", "494507b8ce13a27d8886afb428bce056e9b0553dd1245b654c12b4c3d383c7e6", "6d736730",
            "347a845841e3540f74d7f924f409b5b28021c7ca087354ce9224e06d544e01aa576101ef69259ba9b91d2fe7c888587e1f0ec882d351cc7af868aa610048a30b",
            true
        },
        {
            "key, hash a multiple of 8", "a44f4bb0466d19776b681618d184214ac955d83087fc64a2d7b05378547f5a8d", "6d736737",
            "015c539a0a110e09b6c456f1008042641f795f1028ef0397068fb7e01623263dc9bbe0c06b508a318e0b3440d18c236e26464347015fcfd1d178789b8ba47b09",
            true
        },
        {
            "key, hash not a multiple of 8", "a44f4bb0466d19776b681618d184214ac955d83087fc64a2d7b05378547f5a8d", "6d736732",
            "1959a01ff682a916832c03b491ed1b9ec6c2e18df96289dc3f914e769ada527e422f32d853de3c815eeba1423aa6622a115e6a9254c734c71eca61f4a8bc050b",
            false
        },
        {
            "R", "494507b8ce13a27d8886afb428bce056e9b0553dd1245b654c12b4c3d383c7e6", "6d736730",
            "a218104db2f558793ba51dfc114562f9a5b946a441c7ffd6f30bb75470d5a05a651a68b6216d8eec6534f7427d770bbea109236b373e008a8eacd339a908e706",
            false
        },
        {
            "key and R that cancel", "a44f4bb0466d19776b681618d184214ac955d83087fc64a2d7b05378547f5a8d", "6d73673131",
            "f2b5848f12b05fa079c811445e81e879e5767022098b6de1bcf15d8fe51ce531f50c01d8107b34164614b266b18d10b3e2029054de55a5dbd66e9a0a312d1a0d",
            true
        },
    };

    /// <summary>The eight points whose order divides 8, and every other way to write one of them.</summary>
    public static TheoryData<string> SmallOrder =>
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(Rfc8032))]
    public void Vector_of_RFC_8032_is_signed_and_verified(string name, string seed, string publicKey, string message, string signature)
    {
        using var signer = new Ed25519Signer(Hex(seed));

        Assert.Equal(publicKey, Convert.ToHexStringLower(signer.PublicKey.Span));
        Assert.Equal(signature, Convert.ToHexStringLower(signer.Sign(Hex(message))));
        Assert.True(Ed25519Strict.Verify(Hex(publicKey), Hex(message), Hex(signature)), name);
    }

    [Theory]
    [MemberData(nameof(MixedOrder))]
    public void Equation_is_without_cofactor(string where, string publicKey, string message, string signature, bool holds)
    {
        Assert.False(Ed25519Strict.IsWeak(Hex(publicKey)), where);
        Assert.Equal(holds, Ed25519Strict.Verify(Hex(publicKey), Hex(message), Hex(signature)));
    }

    [Theory]
    [MemberData(nameof(SmallOrder))]
    public void Key_of_small_order_is_weak_and_verifies_nothing(string point)
    {
        byte[] key = Hex(point);

        Assert.True(Ed25519Strict.IsWeak(key));
        Assert.False(Ed25519PublicKey.TryImport(key, out _));
        Assert.False(Ed25519Strict.IsWellFormed([.. key, .. new byte[32]]));

        // With S = 0 and R one of these points, the equation itself holds for some messages or for all.
        foreach (string r in SmallOrder.Select(row => row.Data))
        {
            for (byte i = 0; i < 16; i++)
            {
                Assert.False(Ed25519Strict.Verify(key, [i], [.. Hex(r), .. new byte[32]]));
            }
        }
    }

    [Fact]
    public void Key_and_signature_that_OpenSSL_accepts_for_every_message_are_refused()
    {
        byte[] one = [1, .. new byte[31]];

        Assert.False(Ed25519Strict.Verify(one, "any message"u8, [.. one, .. new byte[32]]));
    }

    [Fact]
    public void R_of_small_order_is_refused_though_its_equation_holds()
    {
        Assert.False(Ed25519Strict.Verify(
            Hex("494507b8ce13a27d8886afb428bce056e9b0553dd1245b654c12b4c3d383c7e6"),
            "small R"u8,
            Hex("0100000000000000000000000000000000000000000000000000000000000000993638ba0eae439c19977fcd9dd697c119e9113f461514795975075d7ca3650b")));
    }

    [Fact]
    public void Keys_and_R_with_y_of_p_or_more_are_not_canonical()
    {
        (byte[] key, byte[] message, byte[] signature) = Signed();
        for (int over = 0; over < 19; over++)
        {
            foreach (byte sign in (byte[])[0x00, 0x80])
            {
                byte[] y = LittleEndian(Prime + over);
                y[31] |= sign;

                Assert.True(Ed25519Strict.IsWeak(y));
                Assert.False(Ed25519Strict.IsWellFormed([.. y, .. signature[32..]]));
                Assert.False(Ed25519Strict.Verify(y, message, signature));
                Assert.False(Ed25519Strict.Verify(key, message, [.. y, .. signature[32..]]));
            }
        }

        Assert.False(Ed25519Strict.IsWeak(LittleEndian(Prime - 2)));
        Assert.False(Ed25519Strict.IsWeak(LittleEndian(2)));
    }

    [Fact]
    public void S_plus_any_multiple_of_L_is_refused()
    {
        (byte[] key, byte[] message, byte[] signature) = Signed();
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        Assert.True(Ed25519Strict.Verify(key, message, signature));
        for (BigInteger other = s + Order; other < BigInteger.One << 256; other += Order)
        {
            Assert.False(Ed25519Strict.Verify(key, message, [.. signature[..32], .. LittleEndian(other)]));
        }
    }

    [Fact]
    public void S_is_well_formed_up_to_L_minus_1()
    {
        byte[] r = Signed().Signature[..32];

        Assert.True(Ed25519Strict.IsWellFormed([.. r, .. LittleEndian(Order - 1)]));
        Assert.False(Ed25519Strict.IsWellFormed([.. r, .. LittleEndian(Order)]));
        Assert.False(Ed25519Strict.IsWellFormed([.. r, .. LittleEndian(Order + 1)]));
    }

    [Fact]
    public void Any_bit_changed_anywhere_makes_a_signature_fail()
    {
        (byte[] key, byte[] message, byte[] signature) = Signed();
        for (int bit = 0; bit < 512; bit++)
        {
            Assert.False(Ed25519Strict.Verify(key, message, Flipped(signature, bit)));
            Assert.False(bit < 256 && Ed25519Strict.Verify(Flipped(key, bit), message, signature));
            Assert.False(bit < 8 * message.Length && Ed25519Strict.Verify(key, Flipped(message, bit), signature));
        }
    }

    [Fact]
    public void What_is_signed_verifies()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 500]).Sample((seed, message) =>
        {
            using var signer = new Ed25519Signer(seed);
            return Ed25519PublicKey.TryImport(signer.PublicKey.Span, out Ed25519PublicKey? key)
                && key.Bytes.Span.SequenceEqual(signer.PublicKey.Span) && key.Verify(message, signer.Sign(message));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Signature_of_another_length_is_refused(int length)
    {
        (byte[] key, byte[] message, byte[] signature) = Signed();
        byte[] other = new byte[length];
        signature.AsSpan(0, Math.Min(64, length)).CopyTo(other);

        Assert.False(Ed25519Strict.Verify(key, message, other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Key_or_seed_of_another_length_is_refused(int length)
    {
        Assert.False(Ed25519Strict.Verify(new byte[length], [], new byte[64]));
        Assert.Throws<ArgumentException>(() => Ed25519Strict.IsWeak(new byte[length]));
        Assert.Throws<ArgumentException>(() => new Ed25519Signer(new byte[length]));
    }

    [Fact]
    public void Key_that_is_no_point_of_the_curve_verifies_nothing()
    {
        byte[] off = LittleEndian(2);
        (_, byte[] message, byte[] signature) = Signed();

        Assert.False(Ed25519Strict.Verify(off, message, signature));
    }

    [Fact]
    public void Disposed_signer_does_not_sign()
    {
        var signer = new Ed25519Signer(new byte[32]);
        signer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => signer.Sign([]));
    }

    private static (byte[] Key, byte[] Message, byte[] Signature) Signed()
    {
        using var signer = new Ed25519Signer(new byte[32]);
        byte[] message = "a message"u8.ToArray();
        return (signer.PublicKey.ToArray(), message, signer.Sign(message));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static byte[] LittleEndian(BigInteger value)
    {
        byte[] bytes = new byte[32];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }
}
