using Trace.Domain.Barcodes;

namespace Trace.Symbols.Retail;

/// <summary>How EAN-13 and UPC-A are built (ISO/IEC 15420): 7 modules a digit, and guards. 1 is a bar, 0 a space.</summary>
internal static class EanPatterns
{
    public const int DigitsOfHalf = 6;
    public const int ModulesOfDigit = 7;
    public const int ModulesOfGuard = 3;
    public const int ModulesOfCentre = 5;

    // Number set A of ISO/IEC 15420; B is C read backwards, and C is A with bars and spaces exchanged.
    private static readonly string[] s_setA = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];

    // Which of the six left digits are of set B, by the digit in front.
    private static readonly string[] s_parities = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"];

    /// <summary>What a left digit may be, sets A and then B; it stands between a bar and a space.</summary>
    public static IReadOnlyList<string> Left { get; } = [.. s_setA, .. s_setA.Select(pattern => Reversed(Inverted(pattern)))];

    /// <summary>What a right digit may be, set C; it stands between a space and a bar.</summary>
    public static IReadOnlyList<string> Right { get; } = [.. s_setA.Select(Inverted)];

    /// <summary>From the first bar to the last.</summary>
    public const int Modules = (2 * ModulesOfGuard) + ModulesOfCentre + (2 * DigitsOfHalf * ModulesOfDigit);

    /// <summary>The digits of a symbol from what its halves were read as, or null where their number sets or the check digit don't fit.</summary>
    /// <param name="left">Places in <see cref="Left"/>.</param>
    /// <param name="right">Places in <see cref="Right"/>.</param>
    public static string? Join(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var sets = string.Concat(left.Select(place => place < 10 ? 'A' : 'B'));
        var front = Array.IndexOf(s_parities, sets);
        if (front < 0)
        {
            return null;
        }

        var digits = string.Concat(left.Select(place => place % 10).Prepend(front).Concat(right));
        return Gs1CheckDigit.Compute(digits.AsSpan(0, digits.Length - 1)) == digits[^1] - '0' ? digits : null;
    }

    private static string Inverted(string pattern) => string.Concat(pattern.Select(module => module == '0' ? '1' : '0'));

    private static string Reversed(string pattern) => new([.. pattern.Reverse()]);
}
