using System.Buffers.Binary;
using System.Globalization;

namespace Trace.Domain.Ledger;

/// <summary>
/// What cosigners sign (C2SP tlog-cosignature): that at a time, in seconds since 1970 UTC, this was the largest consistent tree they had
/// seen of the log. The field of a signature line is the time as a big-endian uint64, at most 2^63 - 1, and then the signature.
/// </summary>
public static class Cosignature
{
    private const int TimeBytes = sizeof(ulong);
    private const int MaxNameBytes = byte.MaxValue;

    /// <summary>What an Ed25519 cosignature (type 0x04) is over: <c>cosignature/v1</c>, the time, and the whole text of the checkpoint.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static byte[] Message(ReadOnlySpan<byte> noteText, long time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        string header = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n");
        return [.. StrictText.Utf8.GetBytes(header), .. noteText];
    }

    /// <summary>What an ML-DSA-44 cosignature (type 0x06) is over: the structure <c>cosigned_message</c>. Extension lines are not part of it.</summary>
    /// <param name="cosigner">The cosigner's name, 1 to 255 bytes.</param>
    /// <param name="time">Seconds since 1970 UTC; 0 says nothing of the largest tree.</param>
    /// <param name="origin">The log's origin, 1 to 255 bytes.</param>
    /// <param name="start">The first leaf of the subtree; 0 for a checkpoint.</param>
    /// <param name="end">One more than its last leaf; the size for a checkpoint.</param>
    /// <param name="hash">The root over these leaves.</param>
    /// <exception cref="ArgumentException">A name is empty or too long, a number negative, end before start, or a time with a start other than 0.</exception>
    public static byte[] SubtreeMessage(string cosigner, long time, string origin, long start, long end, Hash256 hash)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        if (start != 0 && time != 0)
        {
            throw new ArgumentException("a subtree that does not start at 0 is cosigned without a time", nameof(time));
        }

        return
        [
            .. "subtree/v1\n\0"u8,
            .. Named(cosigner, nameof(cosigner)),
            .. BigEndian(time),
            .. Named(origin, nameof(origin)),
            .. BigEndian(start),
            .. BigEndian(end),
            .. hash.AsSpan(),
        ];
    }

    /// <summary>The field of a signature line, time and signature, of an Ed25519 cosignature.</summary>
    internal static byte[] Sign(Ed25519Signer signer, ReadOnlySpan<byte> noteText, long time) =>
        [.. BigEndian(time), .. signer.Sign(Message(noteText, time))];

    /// <summary>The field of a signature line, time and signature, of an ML-DSA-44 cosignature.</summary>
    internal static byte[] Sign(MLDsa44Signer signer, string cosigner, Checkpoint checkpoint, long time) =>
        [.. BigEndian(time), .. signer.Sign(SubtreeMessage(cosigner, time, checkpoint.Origin, 0, checkpoint.Size, checkpoint.Root))];

    /// <summary>Checks the field of a signature line of an ML-DSA-44 cosigner. What is no checkpoint has no such signature.</summary>
    internal static bool Verify(MLDsa44PublicKey key, string cosigner, string noteText, ReadOnlySpan<byte> field, out long? time)
    {
        time = null;
        if (field.Length != TimeBytes + MLDsa44PublicKey.SignatureBytes
            || !Checkpoint.TryParse(noteText, out Checkpoint? checkpoint, out _)
            || !IsName(cosigner) || !IsName(checkpoint.Origin))
        {
            return false;
        }

        long said = BinaryPrimitives.ReadInt64BigEndian(field);
        if (said < 0 || !key.Verify(SubtreeMessage(cosigner, said, checkpoint.Origin, 0, checkpoint.Size, checkpoint.Root), field[TimeBytes..]))
        {
            return false;
        }

        time = said;
        return true;
    }

    /// <summary>Checks the field of a signature line of an Ed25519 cosigner.</summary>
    internal static bool Verify(Ed25519PublicKey key, ReadOnlySpan<byte> noteText, ReadOnlySpan<byte> field, out long? time)
    {
        time = null;
        if (field.Length != TimeBytes + Ed25519Strict.SignatureBytes)
        {
            return false;
        }

        long said = BinaryPrimitives.ReadInt64BigEndian(field);
        if (said < 0 || !key.Verify(Message(noteText, said), field[TimeBytes..]))
        {
            return false;
        }

        time = said;
        return true;
    }

    private static byte[] BigEndian(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Whether a name fits a cosigned message: 1 to 255 bytes of UTF-8.</summary>
    internal static bool IsName(string name) => StrictText.Utf8.GetByteCount(name) is >= 1 and <= MaxNameBytes;

    /// <exception cref="ArgumentException">The name does not fit.</exception>
    internal static void RequireName(string name, string parameter)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"a name in a cosigned message is 1 to {MaxNameBytes} bytes, not {StrictText.Utf8.GetByteCount(name)}", parameter);
        }
    }

    private static byte[] Named(string name, string parameter)
    {
        RequireName(name, parameter);
        byte[] bytes = StrictText.Utf8.GetBytes(name);
        return [(byte)bytes.Length, .. bytes];
    }
}
