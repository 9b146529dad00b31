using System.Buffers;

namespace Trace.Domain.Barcodes;

/// <summary>
/// The Luhn mod N check character (ISO/IEC 7812-1 annex B taken from 10 to N) with N = 32, over <see cref="CrockfordBase32"/>.
/// </summary>
/// <remarks>Finds every single wrong character and every swap of two neighbours except 0 and Z.</remarks>
public static class LuhnMod32
{
    private const int N = 32;
    private static readonly SearchValues<char> s_alphabet = SearchValues.Create(CrockfordBase32.Alphabet);

    /// <summary>The character that belongs after <paramref name="text"/>.</summary>
    /// <param name="text">One or more characters of <see cref="CrockfordBase32.Alphabet"/>, upper case.</param>
    /// <exception cref="ArgumentException">There are none, or one is outside the alphabet.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExcept(s_alphabet))
        {
            throw new ArgumentException("A check character is computed over one or more characters of Crockford's base32.", nameof(text));
        }

        // Every second character from the right counts double, and the two digits (in base N) of the double are added.
        int sum = 0;
        bool twice = true;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            int value = CrockfordBase32.ValueOf(text[i]) * (twice ? 2 : 1);
            sum += (value / N) + (value % N);
            twice = !twice;
        }
        return CrockfordBase32.Alphabet[(N - (sum % N)) % N];
    }
}
