using System.Buffers;
using System.Buffers.Binary;

namespace Trace.Domain.Ledger;

/// <summary>
/// The exact bytes that a party's key signs: a closed list (wire format, section 1), each with its own prefix, so that no signature means
/// two things. Parts are written by one rule: length as a big-endian uint16, then the bytes; texts in UTF-8, times and expiries as
/// big-endian int64 microseconds since 1970 UTC.
/// </summary>
public static class SignatureContexts
{
    /// <summary>Bytes of a challenge's nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>What is signed for a statement: the prefix and the statement's bytes, without a length.</summary>
    public static byte[] Statement(ReadOnlySpan<byte> statement) => [.. "trace.v1.Statement\n"u8, .. statement];

    /// <summary>What a new key signs to show that its owner holds it.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="subject">The grant's subject (KeyGrant, Genesis), or that of the Opening or Report that names the key.</param>
    /// <param name="keyId">The id of the new key.</param>
    /// <exception cref="ArgumentException">A text is longer than 65,535 bytes or not valid Unicode.</exception>
    public static byte[] KeyPossession(string ledger, string subject, Hash256 keyId) =>
        Start("trace.v1.KeyPossession\n"u8).Text(ledger).Text(subject).Bytes(keyId.AsSpan()).ToArray();

    /// <summary>What a desk or a key-holder's program signs to make a call.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="audience">The web origin, or <c>grpc://host:port</c>.</param>
    /// <param name="nonce">The server's 32 bytes.</param>
    /// <param name="expiry">Microseconds since 1970 UTC; the server allows 60 seconds at most.</param>
    /// <param name="keyId">The id of the signing key.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="subject">The subject that the call is about.</param>
    /// <exception cref="ArgumentException">The nonce is not 32 bytes, or a text is longer than 65,535 bytes or not valid Unicode.</exception>
    public static byte[] Challenge(
        string ledger, string audience, ReadOnlySpan<byte> nonce, long expiry, Hash256 keyId, string method, string subject)
    {
        if (nonce.Length != NonceBytes)
        {
            throw new ArgumentException($"a nonce is {NonceBytes} bytes, not {nonce.Length}", nameof(nonce));
        }

        return Start("trace.v1.Challenge\n"u8)
            .Text(ledger).Text(audience).Bytes(nonce).Number(expiry).Bytes(keyId.AsSpan()).Text(method).Text(subject)
            .ToArray();
    }

    /// <summary>What is signed to have the content of a commitment erased.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="commitment">The commitment's digest (<see cref="CommitmentDigest"/>).</param>
    /// <param name="time">Microseconds since 1970 UTC.</param>
    /// <exception cref="ArgumentException">The name is longer than 65,535 bytes or not valid Unicode.</exception>
    public static byte[] Erasure(string ledger, Hash256 commitment, long time) =>
        Start("trace.v1.Erasure\n"u8).Text(ledger).Bytes(commitment.AsSpan()).Number(time).ToArray();

    internal static Parts Start(ReadOnlySpan<byte> prefix) => new(prefix);

    /// <summary>Writes parts by the one rule, here and for commitments.</summary>
    internal sealed class Parts
    {
        private readonly ArrayBufferWriter<byte> _out = new(256);

        public Parts(ReadOnlySpan<byte> prefix) => _out.Write(prefix);

        public Parts Text(string text) => Bytes(StrictText.Utf8.GetBytes(text));

        public Parts Number(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            return Bytes(bytes);
        }

        public Parts Bytes(ReadOnlySpan<byte> part)
        {
            if (part.Length > ushort.MaxValue)
            {
                throw new ArgumentException($"a part of {part.Length} bytes is longer than {ushort.MaxValue}", nameof(part));
            }

            BinaryPrimitives.WriteUInt16BigEndian(_out.GetSpan(sizeof(ushort)), (ushort)part.Length);
            _out.Advance(sizeof(ushort));
            _out.Write(part);
            return this;
        }

        public byte[] ToArray() => _out.WrittenSpan.ToArray();
    }
}
