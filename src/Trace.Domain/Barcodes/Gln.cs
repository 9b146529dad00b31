using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Domain.Barcodes;

/// <summary>A Global Location Number, here the key of a party (GS1 General Specifications, section 2.4): 13 digits.</summary>
/// <remarks><c>default</c> is no GLN.</remarks>
public readonly record struct Gln
{
    /// <summary>How many digits it has, check digit included.</summary>
    public const int Length = 13;

    private readonly long _number;

    private Gln(long number) => _number = number;

    /// <summary>Whether this is a GLN and not <c>default</c>.</summary>
    internal bool IsSet => _number != 0;

    /// <summary>Reads 13 digits.</summary>
    /// <exception cref="FormatException">The text is no GLN; the message states the rule and what came.</exception>
    public static Gln Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var gln, out string? problem) ? gln : throw new FormatException(problem);

    /// <summary>Reads 13 digits.</summary>
    /// <param name="text">Digits only, no spaces and no application identifier.</param>
    /// <param name="gln">The number, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence: wrong length, a character that is no digit, a wrong check digit, or all zeros.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Gln gln, [NotNullWhen(false)] out string? problem)
    {
        gln = default;
        if (text.Length != Length)
        {
            problem = $"gln {Quoted.Of(text)}: must have {Length} digits, has {text.Length} characters";
            return false;
        }
        problem = Gs1CheckDigit.ReadKey("gln", text, out long number);
        if (problem is not null)
        {
            return false;
        }
        gln = new Gln(number);
        return true;
    }

    /// <summary>The 13 digits.</summary>
    public override string ToString() => _number.ToString("D13", CultureInfo.InvariantCulture);
}
