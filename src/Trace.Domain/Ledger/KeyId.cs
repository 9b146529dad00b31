using System.Security.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>Algorithms of parties' keys, numbered as in the wire format. Only Ed25519 is accepted today; the others are reserved.</summary>
public enum KeyAlgorithm
{
    /// <summary>Not named.</summary>
    None = 0,

    /// <summary>Ed25519 (RFC 8032), 32 bytes.</summary>
    Ed25519 = 1,

    /// <summary>ML-DSA-44 (FIPS 204); reserved.</summary>
    MLDsa44 = 2,

    /// <summary>Ed25519 and ML-DSA-44 together; reserved.</summary>
    Ed25519AndMLDsa44 = 3,

    /// <summary>SM2 with SM3; reserved.</summary>
    Sm2WithSm3 = 4,
}

/// <summary>
/// The id of a party's key (wire format, section 1): all 32 bytes of SHA-256("trace.v1.Key\n" || algorithm byte || key).
/// Not the 4-byte id of a note's signature line, which is <see cref="VerifierKey.KeyId"/>.
/// </summary>
public static class KeyId
{
    /// <summary>Whether keys of an algorithm have ids: it is one byte of them.</summary>
    /// <param name="algorithm">A number that is known here or not.</param>
    public static bool IsOf(KeyAlgorithm algorithm) => (int)algorithm is >= 1 and <= byte.MaxValue;

    /// <summary>The id of a key of any algorithm and length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The algorithm is <see cref="KeyAlgorithm.None"/> or does not fit a byte.</exception>
    public static Hash256 Of(KeyAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)algorithm, 1, nameof(algorithm));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)algorithm, byte.MaxValue, nameof(algorithm));
        byte[] input = [.. "trace.v1.Key\n"u8, (byte)algorithm, .. key];
        return Hash256.From(SHA256.HashData(input));
    }

    /// <summary>The id of a public key as statements name it.</summary>
    /// <param name="key">Its algorithm and bytes.</param>
    public static Hash256 Of(Trace.V1.PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Of((KeyAlgorithm)key.Algorithm, key.Key.Span);
    }
}
