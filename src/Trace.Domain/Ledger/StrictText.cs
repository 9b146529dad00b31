using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Trace.Domain.Ledger;

/// <summary>Spellings of which the signed formats allow exactly one, so that what is verified has no second form that says the same.</summary>
internal static class StrictText
{
    /// <summary>UTF-8 without byte order mark; a lone surrogate is an exception, never a replacement character.</summary>
    public static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether every surrogate has its other half, so that the text has an encoding in UTF-8.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>ASCII decimal of 0 to 2^63 - 1, without sign, space or leading zero.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 19 || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) || value > (long.MaxValue - (c - '0')) / 10)
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    /// <summary>Base64 of RFC 4648 section 4: padded, unused bits zero, no white space.</summary>
    public static bool TryBase64(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        byte[] decoded = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(text, decoded, out int length))
        {
            return false;
        }

        // The decoder skips white space and drops unused bits: only what it would write itself is taken.
        bytes = decoded.AsSpan(0, length).ToArray();
        if (text.SequenceEqual(Convert.ToBase64String(bytes)))
        {
            return true;
        }

        bytes = null;
        return false;
    }
}
