namespace Trace.Domain.Ledger;

/// <summary>
/// Ed25519 (RFC 8032) with one answer in every language: S below the group order L, public key and R canonically encoded and not of small
/// order, and the equation without cofactor. Libraries differ in all of these; the encodings are checked here, before any of them is asked.
/// </summary>
public static class Ed25519Strict
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature: R, then S.</summary>
    public const int SignatureBytes = 64;

    /// <summary>Bytes of the secret seed that a key pair is made from.</summary>
    public const int SeedBytes = 32;

    // The y coordinates (sign bit clear) of all points whose order divides 8, canonical and not. Either sign of x is refused with them.
    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"), // y = 0, order 4
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"), // y = 1, the neutral element
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), // order 8
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), // order 8
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p - 1, order 2
        Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p, 0 written again
        Convert.FromHexString("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p + 1, 1 written again
    ];

    // L = 2^252 + 27742317777372353535851937790883648493, little-endian.
    private static readonly byte[] Order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    /// <summary>Whether a public key must be refused wherever it is named: not canonical, or of small order (<c>WEAK_KEY</c>).</summary>
    /// <remarks>A key that is no point of the curve is not weak: it verifies nothing.</remarks>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static bool IsWeak(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeyBytes)
        {
            throw new ArgumentException($"an Ed25519 public key is {PublicKeyBytes} bytes, not {publicKey.Length}", nameof(publicKey));
        }

        return !IsGoodPoint(publicKey);
    }

    /// <summary>Whether the signature is the key's over the message. To check many of one key, import it once (<see cref="Ed25519PublicKey"/>).</summary>
    /// <returns>False for everything that is not a valid signature, also for keys and signatures of the wrong length.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key) && key.Verify(message, signature);

    /// <summary>The encodings of a signature: 64 bytes, R canonical and not of small order, S below L.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && IsBelowOrder(signature[32..]) && IsGoodPoint(signature[..32]);

    // x = 0 with the sign bit set is the one non-canonical form that y below p allows; only y = 1 and y = p - 1 have x = 0, and both are
    // of small order.
    private static bool IsGoodPoint(ReadOnlySpan<byte> point) => IsCanonical(point) && !HasSmallOrder(point);

    // y below p = 2^255 - 19, whatever the sign bit.
    private static bool IsCanonical(ReadOnlySpan<byte> point) =>
        (point[31] & 0x7f) != 0x7f || point[1..31].ContainsAnyExcept((byte)0xff) || point[0] < 0xed;

    private static bool HasSmallOrder(ReadOnlySpan<byte> point)
    {
        foreach (byte[] y in SmallOrder)
        {
            if ((point[31] & 0x7f) == y[31] && point[..31].SequenceEqual(y.AsSpan(0, 31)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBelowOrder(ReadOnlySpan<byte> scalar)
    {
        for (int i = 31; i >= 0; i--)
        {
            if (scalar[i] != Order[i])
            {
                return scalar[i] < Order[i];
            }
        }

        return false;
    }
}
