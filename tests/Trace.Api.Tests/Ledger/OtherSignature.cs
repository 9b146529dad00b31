using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Trace.Domain.Ledger;

namespace Trace.Api.Tests.Ledger;

/// <summary>
/// Signs as RFC 8032 has it, save that the nonce is drawn by chance. Every draw gives another signature that is as valid: whoever holds a key
/// can make as many of one statement as they like. By the book and slow, for tests alone.
/// </summary>
internal static class OtherSignature
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly (BigInteger X, BigInteger Y) Base = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture), Mod(4 * Inverse(5)));

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var half = SHA512.HashData(seed)[..32];
        half[0] &= 248;
        half[31] = (byte)((half[31] & 127) | 64);
        var secret = Number(half);
        var nonce = Number(RandomNumberGenerator.GetBytes(64)) % L;
        byte[] commitment = Encode(Times(nonce, Base));
        byte[] key = Encode(Times(secret, Base));
        var challenge = Number(SHA512.HashData([.. commitment, .. key, .. message])) % L;
        return [.. commitment, .. Bytes((nonce + (challenge * secret)) % L)];
    }

    /// <summary>Such a signature over a statement.</summary>
    public static byte[] SignStatement(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> statement) => Sign(seed, SignatureContexts.Statement(statement));

    private static (BigInteger X, BigInteger Y) Times(BigInteger scalar, (BigInteger X, BigInteger Y) point)
    {
        var sum = (X: BigInteger.Zero, Y: BigInteger.One);
        for (var doubled = point; scalar > 0; scalar >>= 1, doubled = Add(doubled, doubled))
        {
            if (!scalar.IsEven)
            {
                sum = Add(sum, doubled);
            }
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) one, (BigInteger X, BigInteger Y) other)
    {
        var product = Mod(D * one.X % P * other.X % P * one.Y % P * other.Y);
        return (Mod(((one.X * other.Y) + (other.X * one.Y)) * Inverse(1 + product)), Mod(((one.Y * other.Y) + (one.X * other.X)) * Inverse(1 - product)));
    }

    private static byte[] Encode((BigInteger X, BigInteger Y) point)
    {
        var bytes = Bytes(point.Y);
        bytes[31] |= (byte)(point.X.IsEven ? 0 : 128);
        return bytes;
    }

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
