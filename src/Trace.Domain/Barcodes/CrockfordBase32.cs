using System.Security.Cryptography;

namespace Trace.Domain.Barcodes;

/// <summary>Douglas Crockford's base32: digits and upper-case letters without I, L, O and U, made to be read aloud and typed in.</summary>
public static class CrockfordBase32
{
    /// <summary>The 32 characters; the place of each is its value.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>How many characters a serial of ours has: 60 bits.</summary>
    public const int SerialLength = 12;

    /// <summary>
    /// A new random serial of 12 characters, so that it can't be guessed before it is recorded, nor collide between two
    /// stations that are offline.
    /// </summary>
    public static string NewSerial() => NewText(SerialLength);

    /// <summary>Characters drawn independently and evenly from the operating system's generator.</summary>
    internal static string NewText(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>The value of a character as Crockford has people's typing read: any case, I and L for 1, O for 0.</summary>
    /// <returns>0 to 31, or -1 where it is no such character; U is none.</returns>
    public static int ValueOf(char c) => char.ToUpperInvariant(c) switch
    {
        // What upper-casing makes an ASCII letter of, but is none itself (ı, for one), was not typed by anybody who meant it.
        _ when !char.IsAscii(c) => -1,
        'I' or 'L' => 1,
        'O' => 0,
        char upper => Alphabet.IndexOf(upper, StringComparison.Ordinal),
    };
}
