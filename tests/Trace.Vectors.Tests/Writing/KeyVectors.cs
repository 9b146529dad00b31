using System.Numerics;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Key ids, weak keys, and Ed25519 by the one strict rule.</summary>
internal static class KeyVectors
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    private const string HonestKey = "494507b8ce13a27d8886afb428bce056e9b0553dd1245b654c12b4c3d383c7e6";
    private const string MixedKey = "a44f4bb0466d19776b681618d184214ac955d83087fc64a2d7b05378547f5a8d";

    // RFC 8032, section 7.1: seed, public key, message, signature.
    private static readonly (string Name, string Seed, string Key, string Message, string Signature)[] Rfc8032 =
    [
        (
            "RFC 8032, TEST 1",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "RFC 8032, TEST 2",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "RFC 8032, TEST 3",
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
        (
            "RFC 8032, TEST SHA(abc)",
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ];

    // The points whose order divides 8, and every other way to write one of them.
    private static readonly (string Name, string Point)[] SmallOrder =
    [
        ("the neutral element, y = 1", "0100000000000000000000000000000000000000000000000000000000000000"),
        ("order 2, y = p - 1", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        ("order 4, y = 0", "0000000000000000000000000000000000000000000000000000000000000000"),
        ("order 4, y = 0, sign bit set", "0000000000000000000000000000000000000000000000000000000000000080"),
        ("order 8, first", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        ("order 8, second", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
        ("order 8, third", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        ("order 8, fourth", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
        ("y = 1 with the sign bit of x = 0 set", "0100000000000000000000000000000000000000000000000000000000000080"),
        ("y = p - 1 with the sign bit of x = 0 set", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
        ("y = p, 0 written again", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        ("y = p, sign bit set", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
        ("y = p + 1, 1 written again", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        ("y = p + 1, sign bit set", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    ];

    // Made from known secrets: where verification with the cofactor and without it differ. With the cofactor all of them would hold.
    private static readonly (string Name, string Key, string Message, string Signature, bool Holds)[] MixedOrder =
    [
        ("no part of small order", HonestKey, "6d736730",
            "347a845841e3540f74d7f924f409b5b28021c7ca087354ce9224e06d544e01aa576101ef69259ba9b91d2fe7c888587e1f0ec882d351cc7af868aa610048a30b", true),
        ("key of mixed order, hash a multiple of 8", MixedKey, "6d736737",
            "015c539a0a110e09b6c456f1008042641f795f1028ef0397068fb7e01623263dc9bbe0c06b508a318e0b3440d18c236e26464347015fcfd1d178789b8ba47b09", true),
        ("key of mixed order, hash no multiple of 8", MixedKey, "6d736732",
            "1959a01ff682a916832c03b491ed1b9ec6c2e18df96289dc3f914e769ada527e422f32d853de3c815eeba1423aa6622a115e6a9254c734c71eca61f4a8bc050b", false),
        ("R of mixed order", HonestKey, "6d736730",
            "a218104db2f558793ba51dfc114562f9a5b946a441c7ffd6f30bb75470d5a05a651a68b6216d8eec6534f7427d770bbea109236b373e008a8eacd339a908e706", false),
        ("key and R of mixed order that cancel", MixedKey, "6d73673131",
            "f2b5848f12b05fa079c811445e81e879e5767022098b6de1bcf15d8fe51ce531f50c01d8107b34164614b266b18d10b3e2029054de55a5dbd66e9a0a312d1a0d", true),
    ];

    public static VectorFile Keys() => new VectorFile("keys", "Public keys (wire format, section 1): key id = SHA-256(\"trace.v1.Key\\n\" || algorithm byte || key), and which keys are weak.")
        .With("keyIds", [.. Rfc8032.Select(row => KeyIdOf($"the key of {row.Name}", 1, row.Key)), KeyIdOf("another algorithm, another id", 2, Rfc8032[0].Key), KeyIdOf("ids of any length of key", 3, "00")])
        .With("publicKeys",
        [
            .. Rfc8032.Select(row => PublicKey($"the key of {row.Name}", row.Key, VectorFile.Valid)),
            PublicKey("mixed order is not small order", MixedKey, VectorFile.Valid),
            PublicKey("y = 2 is no point of the curve; not weak, and verifies nothing", Little(2), VectorFile.Valid),
            PublicKey("y = p - 2, the greatest canonical y of no small order", Little(Prime - 2), VectorFile.Valid),
            .. SmallOrder.Select(row => PublicKey("small order: " + row.Name, row.Point, "WEAK_KEY")),
            PublicKey("not canonical: y = p + 2", Little(Prime + 2), "WEAK_KEY"),
            PublicKey("not canonical: y = p + 18, the greatest that 255 bits hold", Little(Prime + 18), "WEAK_KEY"),
            PublicKey("not canonical: y = p + 18, sign bit set", Little(Prime + 18 + BigInteger.Pow(2, 255)), "WEAK_KEY"),
        ]);

    public static VectorFile Ed25519() => new VectorFile("ed25519", "Ed25519, strictly: S < L, key and R canonical and not of small order, the equation without cofactor (wire format, section 1; RFC 8032).")
        .With("sign", Rfc8032.Select(row => new JsonObject
        {
            ["name"] = row.Name,
            ["seed"] = row.Seed,
            ["publicKey"] = row.Key,
            ["message"] = row.Message,
            ["signature"] = row.Signature,
            ["verdict"] = VectorFile.Valid,
        }))
        .With("verify",
        [
            .. MixedOrder.Select(row => Verify(row.Name, row.Key, row.Message, row.Signature, row.Holds)),
            .. Malleable(),
            .. NotCanonical(),
            Verify("R of small order whose equation holds", HonestKey, Say.Hex("small R"u8),
                "0100000000000000000000000000000000000000000000000000000000000000993638ba0eae439c19977fcd9dd697c119e9113f461514795975075d7ca3650b", false),
            .. SmallOrder.Select(row => Verify($"key and R of small order, S = 0: {row.Name}; OpenSSL takes some of these for any message", row.Point, "6d", row.Point + Little(0), false)),
            .. Changed(),
        ]);

    private static IEnumerable<JsonObject> Malleable()
    {
        var (_, _, key, message, signature) = Rfc8032[2];
        var s = new BigInteger(Say.Bytes(signature).AsSpan(32), isUnsigned: true);
        for (int times = 1; s + (times * Order) < BigInteger.One << 256; times++)
        {
            yield return Verify($"S + {times} L", key, message, signature[..64] + Little(s + (times * Order)), false);
        }

        yield return Verify("S = L", key, message, signature[..64] + Little(Order), false);
        yield return Verify("S = L - 1 is in range, and another number", key, message, signature[..64] + Little(Order - 1), false);
    }

    private static IEnumerable<JsonObject> NotCanonical()
    {
        var (_, _, key, message, signature) = Rfc8032[2];
        foreach (int over in (int[])[0, 1, 2, 18])
        {
            yield return Verify($"R not canonical: y = p + {over}", key, message, Little(Prime + over) + signature[64..], false);
            yield return Verify($"key not canonical: y = p + {over}", Little(Prime + over), message, signature, false);
        }

        yield return Verify("key that is no point of the curve", Little(2), message, signature, false);
    }

    private static IEnumerable<JsonObject> Changed()
    {
        var (_, _, key, message, signature) = Rfc8032[2];
        yield return Verify("the message with one bit changed", key, "af83", signature, false);
        yield return Verify("R with one bit changed", key, message, "63" + signature[2..], false);
        yield return Verify("S with one bit changed", key, message, signature[..64] + "19" + signature[66..], false);
        yield return Verify("the signature of another key", Rfc8032[1].Key, message, signature, false);
        yield return Verify("63 bytes", key, message, signature[..^2], false);
        yield return Verify("65 bytes", key, message, signature + "00", false);
        yield return Verify("no bytes", key, message, "", false);
        yield return Verify("key of 31 bytes", key[..^2], message, signature, false);
    }

    private static JsonObject KeyIdOf(string name, int algorithm, string key) => new()
    {
        ["name"] = name,
        ["algorithm"] = algorithm,
        ["key"] = key,
        ["keyId"] = KeyId.Of((KeyAlgorithm)algorithm, Say.Bytes(key)).ToString(),
        ["verdict"] = VectorFile.Valid,
    };

    private static JsonObject PublicKey(string name, string key, string verdict) => new() { ["name"] = name, ["key"] = key, ["verdict"] = verdict };

    private static JsonObject Verify(string name, string key, string message, string signature, bool holds) => new()
    {
        ["name"] = name,
        ["publicKey"] = key,
        ["message"] = message,
        ["signature"] = signature,
        ["verdict"] = holds ? VectorFile.Valid : "SIGNATURE_INVALID",
    };

    private static string Little(BigInteger value)
    {
        byte[] bytes = new byte[32];
        return value.TryWriteBytes(bytes, out _, isUnsigned: true) ? Say.Hex(bytes) : throw new ArgumentOutOfRangeException(nameof(value));
    }
}
