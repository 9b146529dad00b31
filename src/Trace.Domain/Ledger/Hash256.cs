using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Trace.Domain.Ledger;

/// <summary>
/// 32 bytes of SHA-256 held inline: a leaf hash, a tree node, a statement's identity, a key id. Copied and compared without allocation;
/// the default value is 32 zero bytes and is the hash of nothing that anybody knows.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    // Four words in memory order, so that an array of hashes is byte for byte the tile that holds them.
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>The hash whose bytes are <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">Not exactly 32 bytes.</exception>
    public static Hash256 From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"a hash is {Size} bytes, not {bytes.Length}", nameof(bytes));
        }

        return MemoryMarshal.Read<Hash256>(bytes);
    }

    /// <summary>The hash written as 64 hex digits of either case.</summary>
    /// <exception cref="FormatException">Not hex, or not 64 digits.</exception>
    public static Hash256 FromHex(ReadOnlySpan<char> hex)
    {
        if (hex.Length != 2 * Size)
        {
            throw new FormatException($"a hash is {2 * Size} hex digits, not {hex.Length} characters");
        }

        return From(Convert.FromHexString(hex));
    }

    /// <summary>
    /// Reads the one base64 spelling of 32 bytes (RFC 4648 section 4): 44 characters, padded, unused bits zero.
    /// </summary>
    public static bool TryFromBase64(ReadOnlySpan<char> text, out Hash256 hash)
    {
        if (text.Length == 44 && StrictText.TryBase64(text, out byte[]? bytes) && bytes.Length == Size)
        {
            hash = From(bytes);
            return true;
        }

        hash = default;
        return false;
    }

    /// <summary>The 32 bytes where they lie; valid as long as this value is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in this));

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <summary>The 32 bytes as a new array.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Base64 with padding, 44 characters: the spelling of checkpoints and proofs.</summary>
    public string ToBase64() => Convert.ToBase64String(AsSpan());

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsSpan());

    /// <inheritdoc/>
    public bool Equals(Hash256 other) =>
        _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    // Seeded anew in each process: whoever chooses statements can search for identities that share a few bytes, and would otherwise
    // make every dictionary of them a list.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_first, _second, _third, _fourth);

    /// <summary>Whether both hold the same 32 bytes.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether they differ in any byte.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);
}
