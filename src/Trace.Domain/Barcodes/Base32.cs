using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Barcodes;

/// <summary>Base32 of RFC 4648, section 6, in lower case and without padding, so that bytes have one spelling only.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>8 characters for every 5 bytes, fewer for the last ones; unused bits are zero.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[((bytes.Length * 8) + 4) / 5];
        int written = 0;
        int bits = 0;
        uint pending = 0;
        foreach (byte b in bytes)
        {
            pending = (pending << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text[written++] = Alphabet[(int)(pending >> (bits - 5)) & 31];
            }
        }
        if (bits > 0)
        {
            text[written] = Alphabet[(int)(pending << (5 - bits)) & 31];
        }
        return new string(text);
    }

    /// <summary>Reads what <see cref="Encode"/> writes and nothing else.</summary>
    /// <returns>False where a character is outside <c>a-z2-7</c>, unused bits are not zero, or no bytes have that many characters.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        byte[] read = new byte[text.Length * 5 / 8];
        bytes = TryDecode(text, read) ? read : null;
        return bytes is not null;
    }

    /// <summary>The same into a place of the caller's, which is exactly as long as the bytes are.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int written = 0;
        int bits = 0;
        uint pending = 0;
        foreach (char c in text)
        {
            int value = c switch
            {
                >= 'a' and <= 'z' => c - 'a',
                >= '2' and <= '7' => c - '2' + 26,
                _ => -1,
            };
            if (value < 0)
            {
                return false;
            }
            pending = (pending << 5) | (uint)value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(pending >> bits);
            }
        }
        // Five or more bits left over are a character that no byte needed; other bits left over must be zero.
        return bits < 5 && (pending & ((1u << bits) - 1)) == 0;
    }
}
