using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Barcodes;

namespace Trace.Domain.Statements;

/// <summary>
/// What lies under the scratch layer of a package: 19 random characters of Crockford's base32, 95 bits, and a Luhn mod 32
/// check character. From it the claim key of a Sale is made (product model, <em>Claims</em>).
/// </summary>
/// <remarks>
/// Whoever has the code may sign the one Opening. It is a secret: messages of this class never hold it, and
/// <see cref="ToString"/> hides it, so that it gets into no log by interpolation.
/// </remarks>
public sealed class ClaimCode
{
    /// <summary>How many characters a code has, check character included.</summary>
    public const int Length = 20;

    /// <summary>How many bytes the seed of a claim key has.</summary>
    public const int SeedBytes = 32;

    private const int Rounds = 65_536;

    // Twice the room that a code with a hyphen or blank after every character takes.
    private const int MaxTyped = 80;

    private ClaimCode(string text) => Text = text;

    /// <summary>The 20 characters, upper case, as the QR code holds them.</summary>
    public string Text { get; }

    /// <summary>The 20 characters as they are printed to be typed in: four groups of five with hyphens.</summary>
    public string Grouped => $"{Text[..5]}-{Text[5..10]}-{Text[10..15]}-{Text[15..]}";

    /// <summary>A new code from the operating system's random generator.</summary>
    public static ClaimCode Generate()
    {
        string random = CrockfordBase32.NewText(Length - 1);
        return new ClaimCode(random + LuhnMod32.CheckCharacter(random));
    }

    /// <summary>Reads a code as people type it.</summary>
    /// <exception cref="FormatException">It is no code; the message states the rule, and never the code.</exception>
    public static ClaimCode Parse(string text) =>
        TryParse(text, out var code, out string? problem) ? code : throw new FormatException(problem);

    /// <summary>Reads a code as people type it: in any case, with spaces and hyphens anywhere, I and L for 1, O for 0.</summary>
    /// <param name="text">What was typed or scanned.</param>
    /// <param name="code">The code, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence: a character that can't be one (U for instance), too few or too many, a check character that does not fit.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClaimCode? code, [NotNullWhen(false)] out string? problem)
    {
        code = null;
        text ??= "";
        if (text.Length > MaxTyped)
        {
            problem = $"claim code of {text.Length} characters: must have {Length}";
            return false;
        }

        var typed = new StringBuilder(MaxTyped);
        foreach (char c in text)
        {
            if (c is ' ' or '-')
            {
                continue;
            }
            int value = CrockfordBase32.ValueOf(c);
            if (value < 0)
            {
                problem = $"claim code: character {typed.Length + 1} must be a digit or a letter other than U";
                return false;
            }
            typed.Append(CrockfordBase32.Alphabet[value]);
        }

        string read = typed.ToString();
        if (read.Length != Length)
        {
            problem = $"claim code of {read.Length} characters: must have {Length}";
            return false;
        }
        if (LuhnMod32.CheckCharacter(read.AsSpan(0, Length - 1)) != read[^1])
        {
            problem = "claim code: the last character must be the check character of the others, so one of them was misread";
            return false;
        }
        problem = null;
        code = new ClaimCode(read);
        return true;
    }

    /// <summary>
    /// The 32-byte seed of the claim key: PBKDF2-HMAC-SHA-256 (RFC 8018, section 5.2) over the first 19 characters' ASCII,
    /// salt <c>trace.v1.Claim\n</c> and the ledger's name, 65,536 rounds. Takes some milliseconds.
    /// </summary>
    /// <param name="ledger">The ledger's name, so that a code opens nothing in another ledger.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public byte[] Seed(string ledger)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        return Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(Text, 0, Length - 1),
            Encoding.UTF8.GetBytes("trace.v1.Claim\n" + ledger),
            Rounds,
            HashAlgorithmName.SHA256,
            SeedBytes);
    }

    /// <summary>Says what this is, and not the code.</summary>
    public override string ToString() => "claim code (hidden)";
}
