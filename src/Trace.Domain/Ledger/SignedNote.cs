using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Trace.Domain.Ledger;

/// <summary>
/// A text and the signatures under it (C2SP signed-note). Parsing checks the form alone: nothing in a note may be believed before
/// <see cref="NoteVerifier"/> has opened it. A note has one spelling, so that formatting what was parsed gives the same bytes.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int MaxBytes = 128 * 1024;

    /// <summary>The most signatures that are read: of all logs and witnesses that a policy can name. The specification asks for at least 16.</summary>
    public const int MaxSignatures = 2 * TrustPolicy.MaxOfEach;

    private const string Separator = "\n\n";

    private readonly byte[] _textBytes;

    /// <summary>A note of this text and these signatures.</summary>
    /// <exception cref="ArgumentException">
    /// The text does not end in a newline, holds another control character or is not valid Unicode; or there are no signatures, or more than 128.
    /// </exception>
    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(signatures);
        if (signatures.Count is < 1 or > MaxSignatures)
        {
            throw new ArgumentException($"a note has 1 to {MaxSignatures} signatures, not {signatures.Count}", nameof(signatures));
        }

        _textBytes = TextBytesOf(text);
        Text = text;
        Signatures = [.. signatures];
    }

    /// <summary>The signed text, with its last newline and without the empty line behind it.</summary>
    public string Text { get; }

    /// <summary>The text in UTF-8: the bytes that signatures are over.</summary>
    public ReadOnlyMemory<byte> TextBytes => _textBytes;

    /// <summary>The signatures in the order of their lines, known and unknown; 1 to 128.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Reads a note.</summary>
    /// <param name="bytes">The note; nothing may follow its last signature line.</param>
    /// <param name="note">The note, unverified.</param>
    /// <param name="problem">The rule that it breaks.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? problem)
    {
        note = null;
        if (bytes.Length > MaxBytes)
        {
            problem = $"note of {bytes.Length} bytes: at most {MaxBytes} are read";
            return false;
        }

        if (!Utf8.IsValid(bytes))
        {
            problem = "note is not valid UTF-8";
            return false;
        }

        string whole = Encoding.UTF8.GetString(bytes);
        if (HasControlCharacter(whole))
        {
            problem = "note holds a control character other than newline";
            return false;
        }

        int end = whole.LastIndexOf(Separator, StringComparison.Ordinal);
        if (end < 0)
        {
            problem = "note has no empty line between text and signatures";
            return false;
        }

        ReadOnlySpan<char> lines = whole.AsSpan(end + Separator.Length);
        if (lines.IsEmpty || lines[^1] != '\n')
        {
            problem = "note must end in signature lines, each with its newline";
            return false;
        }

        if (lines.Count('\n') > MaxSignatures)
        {
            problem = $"note has {lines.Count('\n')} signatures: at most {MaxSignatures} are read";
            return false;
        }

        var signatures = new List<NoteSignature>();
        foreach (Range line in lines[..^1].Split('\n'))
        {
            if (!NoteSignature.TryParse(lines[line], out NoteSignature? signature, out string? wrong))
            {
                problem = $"signature line {signatures.Count + 1} {wrong}";
                return false;
            }

            signatures.Add(signature);
        }

        note = new(whole[..(end + 1)], signatures);
        problem = null;
        return true;
    }

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It breaks a rule of the format.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out SignedNote? note, out string? problem) ? note : throw new FormatException(problem);

    /// <summary>The same note with one more signature under it: how a cosignature is added.</summary>
    /// <exception cref="ArgumentException">It has 128 already.</exception>
    public SignedNote With(NoteSignature signature) => new(Text, [.. Signatures, signature]);

    /// <summary>The note as it is stored and sent.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The note as text.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (NoteSignature signature in Signatures)
        {
            note.Append(signature).Append('\n');
        }

        return note.ToString();
    }

    /// <summary>The bytes of a text that may be signed as a note's.</summary>
    /// <exception cref="ArgumentException">It does not end in a newline, holds another control character or is not valid Unicode.</exception>
    internal static byte[] TextBytesOf(string text)
    {
        if (!text.EndsWith('\n') || HasControlCharacter(text))
        {
            throw new ArgumentException("a note's text ends in a newline and holds no other control character", nameof(text));
        }

        return StrictText.Utf8.GetBytes(text);
    }

    private static bool HasControlCharacter(string text)
    {
        foreach (char c in text)
        {
            if (c < ' ' && c != '\n')
            {
                return true;
            }
        }

        return false;
    }
}
