using System.Buffers;

namespace Trace.Domain.Barcodes;

/// <summary>
/// Lots, serials and own codes: 1 to 20 characters of GS1 AI encodable character set 82 (GS1 General Specifications,
/// figure 7.11-1), and their one spelling inside a subject key (wire format, section 7).
/// </summary>
/// <remarks>
/// In a key <c>A-Z a-z 0-9 - . _</c> stand for themselves and every other character is <c>%</c> and two upper-case hex
/// digits. <c>.</c> and <c>..</c> are no values, because whatever normalises a URL takes them for directories.
/// </remarks>
public static class Gs1Text
{
    /// <summary>The most characters a value has, before any of them is escaped.</summary>
    public const int MaxLength = 20;

    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";

    // The characters for themselves are those of set 82 that RFC 3986 calls unreserved: no URL library may escape or unescape them.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> s_set82 = SearchValues.Create(Unreserved + "!\"%&'()*+,/:;<=>?");

    /// <summary>Says what keeps a text from being a value, or null where it is one.</summary>
    /// <param name="name">What the sentence calls it: <c>lot</c>, <c>serial</c>, <c>code</c>.</param>
    /// <param name="value">The value as it is printed, not escaped.</param>
    public static string? Problem(string name, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > MaxLength)
        {
            return $"{name} {Quoted.Of(value)}: must have 1 to {MaxLength} characters, has {value.Length}";
        }
        int bad = value.IndexOfAnyExcept(s_set82);
        if (bad >= 0)
        {
            return $"{name} {Quoted.Of(value)}: character {bad + 1} is {Quoted.Of(value.Slice(bad, 1))}, must be of GS1 character set 82";
        }
        return value is "." or ".." ? $"{name} {Quoted.Of(value)}: must not be . or .., which URLs resolve away" : null;
    }

    /// <summary>The value's spelling in a subject key, 1 to 60 characters.</summary>
    /// <exception cref="FormatException">It is no value of set 82; the message states the rule and what came.</exception>
    public static string Encode(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Problem(name, value) is { } problem)
        {
            throw new FormatException(problem);
        }
        if (!value.AsSpan().ContainsAnyExcept(s_plain))
        {
            return value;
        }

        Span<char> encoded = stackalloc char[3 * MaxLength];
        int length = 0;
        foreach (char c in value)
        {
            if (s_plain.Contains(c))
            {
                encoded[length++] = c;
                continue;
            }
            encoded[length++] = '%';
            encoded[length++] = HexDigit(c >> 4);
            encoded[length++] = HexDigit(c & 15);
        }
        return new string(encoded[..length]);
    }

    /// <summary>Reads a value from its spelling in a subject key.</summary>
    /// <exception cref="FormatException">It is not the one spelling of a value; the message states the rule and what came.</exception>
    public static string Decode(string name, ReadOnlySpan<char> encoded)
    {
        Span<char> value = stackalloc char[MaxLength];
        return TryDecode(name, encoded, value, out int length) is { } problem
            ? throw new FormatException(problem)
            : new string(value[..length]);
    }

    /// <summary>Says what keeps a part of a key from being the one spelling of a value, or null. Allocates nothing where it is good.</summary>
    internal static string? EncodedProblem(string name, ReadOnlySpan<char> encoded) =>
        TryDecode(name, encoded, stackalloc char[MaxLength], out _);

    private static string? TryDecode(string name, ReadOnlySpan<char> encoded, Span<char> value, out int length)
    {
        length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            char c = encoded[i];
            if (c == '%')
            {
                if (EscapeProblem(encoded[i..], out c) is { } escape)
                {
                    return $"{name} {Quoted.Of(encoded)}: {escape}";
                }
                i += 2;
            }
            else if (!s_plain.Contains(c))
            {
                return s_set82.Contains(c)
                    ? $"{name} {Quoted.Of(encoded)}: {Quoted.Of([c])} must be written %{(int)c:X2}"
                    : $"{name} {Quoted.Of(encoded)}: {Quoted.Of([c])} must be of GS1 character set 82";
            }
            if (length == MaxLength)
            {
                return $"{name} {Quoted.Of(encoded)}: must have 1 to {MaxLength} characters, has more";
            }
            value[length++] = c;
        }
        return Problem(name, value[..length]);
    }

    private static string? EscapeProblem(ReadOnlySpan<char> escape, out char c)
    {
        c = default;
        if (escape.Length < 3 || !char.IsAsciiHexDigitUpper(escape[1]) || !char.IsAsciiHexDigitUpper(escape[2]))
        {
            return $"{Quoted.Of(escape[..Math.Min(3, escape.Length)])} must be % and two upper-case hex digits";
        }
        c = (char)((HexValue(escape[1]) << 4) | HexValue(escape[2]));
        if (s_plain.Contains(c))
        {
            return $"{Quoted.Of(escape[..3])} must be written {c}";
        }
        return s_set82.Contains(c) ? null : $"{Quoted.Of(escape[..3])} must stand for a character of GS1 character set 82";
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];

    private static int HexValue(char upper) => upper <= '9' ? upper - '0' : upper - 'A' + 10;
}
