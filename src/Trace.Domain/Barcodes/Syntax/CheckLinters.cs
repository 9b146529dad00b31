namespace Trace.Domain.Barcodes.Syntax;

/// <summary>Check digits, check character pairs and IBANs.</summary>
internal static class CheckLinters
{
    // The place of a character is its value (GS1 General Specifications, section 7.9.5).
    private const string PairValues = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private const string PairAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int PairModulus = 1021;
    private const string IbanValues = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly int[] s_primes = [.. Primes().Take(ElementString.MaxValueLength)];

    /// <summary>The last digit is the one of section 7.9.1.</summary>
    public static string? CheckDigit(ReadOnlySpan<char> value)
    {
        if (value.Length < 2 || value.ContainsAnyExceptInRange('0', '9'))
        {
            return "must be digits of which the last is a check digit";
        }
        int due = Gs1CheckDigit.Compute(value[..^1]);
        return value[^1] - '0' == due ? null : $"check digit is {value[^1]}, must be {due}";
    }

    /// <summary>The last two characters are those of section 7.9.5: the sum of values times primes from the right, modulo 1021.</summary>
    public static string? CheckPair(ReadOnlySpan<char> value)
    {
        if (value.Length < 2)
        {
            return "must end in two check characters";
        }
        int sum = 0;
        for (int i = 0; i < value.Length - 2; i++)
        {
            sum += PairValues.IndexOf(value[i], StringComparison.Ordinal) * s_primes[value.Length - 3 - i];
        }
        sum %= PairModulus;
        string due = $"{PairAlphabet[sum >> 5]}{PairAlphabet[sum & 31]}";
        return value[^2..].SequenceEqual(due) ? null : $"check characters are {Quoted.Of(value[^2..])}, must be {due}";
    }

    /// <summary>ISO 13616: a country, two check digits and an account, which read as a number leave 1 modulo 97.</summary>
    public static string? Iban(ReadOnlySpan<char> value)
    {
        // GS1 gives no least length; its check takes 11 characters and more.
        if (value.Length is < 11 or > 34)
        {
            return $"must be an IBAN of 11 to 34 characters, has {value.Length}";
        }
        if (CodeLists.Problem("iso3166alpha2", value[..2]) is not null)
        {
            return $"begins with {Quoted.Of(value[..2])}, must begin with the country of an IBAN";
        }
        int remainder = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[(i + 4) % value.Length];
            int digit = IbanValues.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return $"has {Quoted.Of([c])}, must have digits and upper-case letters";
            }
            remainder = ((remainder * (digit < 10 ? 10 : 100)) + digit) % 97;
        }
        return remainder == 1 ? null : $"check digits are {Quoted.Of(value[2..4])}, must be those of this account";
    }

    private static IEnumerable<int> Primes()
    {
        var found = new List<int>();
        for (int number = 2; ; number++)
        {
            if (found.TrueForAll(prime => number % prime != 0))
            {
                found.Add(number);
                yield return number;
            }
        }
    }
}
