using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Ledger;

/// <summary>One signature line of a note (C2SP signed-note, *Format*): who is said to have signed, with which key, and the signature's bytes.</summary>
public sealed class NoteSignature
{
    private const string LineStart = "\u2014 ";
    private const int KeyIdBytes = 4;

    /// <summary>A signature of the key with this name and id.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a space, a plus or a control character; or there are no bytes.</exception>
    public NoteSignature(string name, uint keyId, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsKeyName(name))
        {
            throw new ArgumentException($"\"{name}\" is no key name: not empty, no spaces, no plus, no control characters", nameof(name));
        }

        if (bytes.IsEmpty)
        {
            throw new ArgumentException("a signature has at least one byte", nameof(bytes));
        }

        Name = name;
        KeyId = keyId;
        Bytes = bytes;
    }

    /// <summary>The key's name; a log's is its origin.</summary>
    public string Name { get; }

    /// <summary>The first 4 bytes of the key's hash, big-endian. Short on purpose: it finds a key, it does not vouch for one.</summary>
    public uint KeyId { get; }

    /// <summary>The signature, whose form depends on the key's type; at least one byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The line without its newline: em dash, space, name, space, base64 of key id and signature.</summary>
    public override string ToString()
    {
        byte[] blob = new byte[KeyIdBytes + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(blob, KeyId);
        Bytes.Span.CopyTo(blob.AsSpan(KeyIdBytes));
        return $"{LineStart}{Name} {Convert.ToBase64String(blob)}";
    }

    /// <summary>Reads a line without its newline.</summary>
    internal static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out NoteSignature? signature, [NotNullWhen(false)] out string? problem)
    {
        signature = null;
        if (!line.StartsWith(LineStart, StringComparison.Ordinal))
        {
            problem = "must begin with an em dash (U+2014) and a space";
            return false;
        }

        line = line[LineStart.Length..];
        int space = line.IndexOf(' ');
        if (space < 0 || !IsKeyName(line[..space]))
        {
            problem = "must hold a key name without Unicode spaces or plus, then a space";
            return false;
        }

        if (!StrictText.TryBase64(line[(space + 1)..], out byte[]? blob) || blob.Length <= KeyIdBytes)
        {
            problem = "must end in base64 (padded, unused bits zero) of a 4-byte key id and a signature";
            return false;
        }

        signature = new(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(blob), blob.AsMemory(KeyIdBytes));
        problem = null;
        return true;
    }

    /// <summary>Whether a text can name a key: not empty, without Unicode spaces (White_Space), plus and control characters.</summary>
    internal static bool IsKeyName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (c == '+' || c < ' ' || char.IsWhiteSpace(c))
            {
                return false;
            }
        }

        return !name.IsEmpty && StrictText.IsUnicode(name);
    }
}
