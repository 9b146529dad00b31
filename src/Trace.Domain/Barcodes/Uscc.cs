using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Barcodes;

/// <summary>
/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, of which the last is a check character.
/// </summary>
/// <remarks><c>default</c> is no code. Characters are <c>0-9</c> and <c>A-Z</c> without I, O, S, V and Z, upper case only.</remarks>
public readonly record struct Uscc
{
    /// <summary>How many characters it has, check character included.</summary>
    public const int Length = 18;

    // The place of a character is its value, 0 to 30 (GB 32100-2015, table B.1).
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly SearchValues<char> s_alphabet = SearchValues.Create(Alphabet);

    private readonly string? _text;

    private Uscc(string text) => _text = text;

    /// <summary>Whether this is a code and not <c>default</c>.</summary>
    internal bool IsSet => _text is not null;

    /// <summary>Reads 18 characters.</summary>
    /// <exception cref="FormatException">The text is no such code; the message states the rule and what came.</exception>
    public static Uscc Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var uscc, out string? problem) ? uscc : throw new FormatException(problem);

    /// <summary>Reads 18 characters.</summary>
    /// <param name="text">The code in upper case, without spaces.</param>
    /// <param name="uscc">The code, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence: wrong length, a character outside the set, a wrong check character, or all zeros.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Uscc uscc, [NotNullWhen(false)] out string? problem)
    {
        problem = Problem(text);
        uscc = problem is null ? new Uscc(text.ToString()) : default;
        return problem is null;
    }

    /// <summary>The check character that belongs after the first 17: 31 - Σ value × 3^i mod 31 (GB 32100-2015, section 5 and annex B).</summary>
    /// <param name="first17">17 characters of the set.</param>
    /// <exception cref="ArgumentException">There are not 17 characters, or one is outside the set.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> first17)
    {
        if (first17.Length != Length - 1 || first17.ContainsAnyExcept(s_alphabet))
        {
            throw new ArgumentException("A check character is computed over 17 characters of GB 32100-2015.", nameof(first17));
        }

        int sum = 0;
        int weight = 1;
        foreach (char c in first17)
        {
            sum += Alphabet.IndexOf(c, StringComparison.Ordinal) * weight;
            weight = weight * 3 % 31;
        }
        return Alphabet[(31 - (sum % 31)) % 31];
    }

    /// <summary>The 18 characters.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>What is wrong with a code, or null. Allocates nothing where nothing is wrong.</summary>
    internal static string? Problem(ReadOnlySpan<char> text)
    {
        if (text.Length != Length)
        {
            return $"uscc {Quoted.Of(text)}: must have {Length} characters, has {text.Length}";
        }
        int bad = text.IndexOfAnyExcept(s_alphabet);
        if (bad >= 0)
        {
            return $"uscc {Quoted.Of(text)}: character {bad + 1} is {Quoted.Of(text.Slice(bad, 1))}, must be a digit or an upper-case letter other than I, O, S, V, Z";
        }
        char due = CheckCharacter(text[..^1]);
        if (text[^1] != due)
        {
            return $"uscc {Quoted.Of(text)}: check character is {text[^1]}, must be {due}";
        }
        return text.ContainsAnyExcept('0') ? null : $"uscc {Quoted.Of(text)}: must not be all zeros";
    }
}
