namespace Trace.Domain.Barcodes;

/// <summary>The check digit of all GS1 keys: modulo 10 with weights 3 and 1 (GS1 General Specifications, section 7.9.1).</summary>
public static class Gs1CheckDigit
{
    /// <summary>The digit, 0 to 9, that belongs after <paramref name="digits"/>.</summary>
    /// <param name="digits">ASCII digits without the check digit; the last one weighs 3.</param>
    /// <exception cref="ArgumentException">There are no digits, or a character is not one of <c>0</c> to <c>9</c>.</exception>
    public static int Compute(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            throw new ArgumentException("A check digit is computed over one or more digits 0 to 9.", nameof(digits));
        }

        // Weights are counted from the right, so that leading zeros change nothing: a GTIN has one check digit in all its lengths.
        int sum = 0;
        int weight = 3;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            sum += (digits[i] - '0') * weight;
            weight = 4 - weight;
        }
        return (10 - (sum % 10)) % 10;
    }

    /// <summary>Reads a GS1 key that is digits with a check digit at the end, and says in one sentence what is wrong with it.</summary>
    /// <param name="name">What the message calls the key, <c>gtin</c>.</param>
    /// <param name="text">At most 18 characters; the caller has checked the length.</param>
    /// <param name="number">The digits as a number.</param>
    /// <returns>Null where the key is good.</returns>
    internal static string? ReadKey(string name, ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return $"{name} {Quoted.Of(text)}: must consist of digits 0 to 9";
            }
            number = (number * 10) + (c - '0');
        }

        int due = Compute(text[..^1]);
        if (text[^1] - '0' != due)
        {
            return $"{name} {Quoted.Of(text)}: check digit is {text[^1]}, must be {due}";
        }
        // The arithmetic accepts it, and it is what an empty form field or an uninitialised label prints.
        return number == 0 ? $"{name} {Quoted.Of(text)}: must not be all zeros" : null;
    }
}
