using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Domain.Barcodes;

/// <summary>A Serial Shipping Container Code, the key of a logistic unit (GS1 General Specifications, section 2.2): 18 digits.</summary>
/// <remarks><c>default</c> is no SSCC.</remarks>
public readonly record struct Sscc
{
    /// <summary>How many digits it has, check digit included.</summary>
    public const int Length = 18;

    private readonly long _number;

    private Sscc(long number) => _number = number;

    /// <summary>Whether this is an SSCC and not <c>default</c>.</summary>
    internal bool IsSet => _number != 0;

    /// <summary>Reads 18 digits.</summary>
    /// <exception cref="FormatException">The text is no SSCC; the message states the rule and what came.</exception>
    public static Sscc Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var sscc, out string? problem) ? sscc : throw new FormatException(problem);

    /// <summary>Reads 18 digits.</summary>
    /// <param name="text">Digits only, no spaces and no application identifier.</param>
    /// <param name="sscc">The number, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence: wrong length, a character that is no digit, a wrong check digit, or all zeros.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Sscc sscc, [NotNullWhen(false)] out string? problem)
    {
        sscc = default;
        if (text.Length != Length)
        {
            problem = $"sscc {Quoted.Of(text)}: must have {Length} digits, has {text.Length} characters";
            return false;
        }
        problem = Gs1CheckDigit.ReadKey("sscc", text, out long number);
        if (problem is not null)
        {
            return false;
        }
        sscc = new Sscc(number);
        return true;
    }

    /// <summary>The 18 digits.</summary>
    public override string ToString() => _number.ToString("D18", CultureInfo.InvariantCulture);
}
