using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Trace.Api.Reports;

/// <summary>
/// A little work before a Report is taken: a counter for which SHA-256(challenge || SHA-256(message) || counter) begins with so many zero bits. It
/// costs a phone a second, and who floods a second each. A challenge carries all that is to be known of it, with an HMAC of ours: nothing is kept.
/// </summary>
internal static class ProofOfWork
{
    /// <summary>Of a challenge: nonce (16), expiry in microseconds (8), bits (1), HMAC-SHA-256 (32).</summary>
    public const int ChallengeBytes = SignedBytes + SHA256.HashSizeInBytes;

    /// <summary>Zero bits that are asked for when nobody floods.</summary>
    public const int LeastBits = 15;

    /// <summary>The most: some minutes of a phone.</summary>
    public const int MostBits = 22;

    private const int NonceBytes = 16;
    private const int SignedBytes = NonceBytes + 8 + 1;
    private const int Free = 30;

    private static readonly byte[] s_context = "trace.v1.Work\n"u8.ToArray();

    /// <summary>How many bits are asked for: one more each time that the reports of the last ten minutes double.</summary>
    /// <param name="recent">Reports taken in the last ten minutes, from everybody.</param>
    public static int BitsAt(int recent) => Math.Min(MostBits, LeastBits + BitOperations.Log2((uint)Math.Max(1, recent * 2 / Free)));

    /// <summary>A new challenge.</summary>
    /// <param name="key">Of our HMAC.</param>
    /// <param name="expiry">Until when it is good, in microseconds since 1970 UTC.</param>
    /// <param name="bits">How much work it asks for.</param>
    public static byte[] Challenge(byte[] key, long expiry, int bits)
    {
        var challenge = new byte[ChallengeBytes];
        RandomNumberGenerator.Fill(challenge.AsSpan(0, NonceBytes));
        BinaryPrimitives.WriteInt64BigEndian(challenge.AsSpan(NonceBytes), expiry);
        challenge[NonceBytes + 8] = (byte)bits;
        Authenticator(key, challenge).CopyTo(challenge, SignedBytes);
        return challenge;
    }

    /// <summary>What is wrong with a solution, or null.</summary>
    /// <param name="key">Of our HMAC.</param>
    /// <param name="challenge">As it came back.</param>
    /// <param name="message">What the work was done for.</param>
    /// <param name="counter">The solution.</param>
    /// <param name="now">In microseconds since 1970 UTC.</param>
    public static string? Problem(byte[] key, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> message, ulong counter, long now)
    {
        if (challenge.Length != ChallengeBytes || !CryptographicOperations.FixedTimeEquals(challenge[SignedBytes..], Authenticator(key, challenge)))
        {
            return "this challenge is not of this server, or of before its last start";
        }

        if (BinaryPrimitives.ReadInt64BigEndian(challenge[NonceBytes..]) < now)
        {
            return "this challenge has expired";
        }

        var bits = challenge[NonceBytes + 8];
        return IsDone(challenge, message, counter, bits) ? null : $"the counter does not give {bits} zero bits";
    }

    private static bool IsDone(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> message, ulong counter, int bits)
    {
        Span<byte> text = stackalloc byte[ChallengeBytes + SHA256.HashSizeInBytes + 8];
        challenge.CopyTo(text);
        SHA256.HashData(message, text[ChallengeBytes..]);
        BinaryPrimitives.WriteUInt64BigEndian(text[(ChallengeBytes + SHA256.HashSizeInBytes)..], counter);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt32BigEndian(digest)) >= bits;
    }

    private static byte[] Authenticator(byte[] key, ReadOnlySpan<byte> challenge)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(s_context);
        hmac.AppendData(challenge[..SignedBytes]);
        return hmac.GetHashAndReset();
    }
}
