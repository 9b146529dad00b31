using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>Signature types of notes that have a meaning here (C2SP signed-note, *Signature types*). Others are kept as they came.</summary>
public static class NoteSignatureType
{
    /// <summary>Ed25519 over the note's text: how a log signs its checkpoints. Key of 32 bytes.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>Ed25519 cosignature with a time (tlog-cosignature, <c>cosignature/v1</c>). Key of 32 bytes.</summary>
    public const byte CosignatureV1 = 0x04;

    /// <summary>ML-DSA-44 cosignature with a time (tlog-cosignature, <c>subtree/v1</c>). Key of 1,312 bytes.</summary>
    public const byte MLDsa44 = 0x06;
}

/// <summary>
/// A key that notes are verified with, written <c>name+id+base64</c> (C2SP signed-note, *Verifier keys*), a <em>vkey</em>.
/// Two are equal where name, id, type and key are.
/// </summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private readonly byte[] _key;
    private readonly Ed25519PublicKey? _ed25519;
    private readonly MLDsa44PublicKey? _mldsa44;

    private VerifierKey(string name, uint keyId, byte type, byte[] key, Ed25519PublicKey? ed25519, MLDsa44PublicKey? mldsa44)
    {
        Name = name;
        KeyId = keyId;
        Type = type;
        _key = key;
        _ed25519 = ed25519;
        _mldsa44 = mldsa44;
    }

    /// <summary>The key's name; a log's is its origin.</summary>
    public string Name { get; }

    /// <summary>The 4-byte id in signature lines, big-endian.</summary>
    public uint KeyId { get; }

    /// <summary>One of <see cref="NoteSignatureType"/>, or a type that is kept and never verifies anything.</summary>
    public byte Type { get; }

    /// <summary>The public key without its type byte.</summary>
    public ReadOnlyMemory<byte> Key => _key;

    /// <summary>Whether signatures of this key's type can be checked: those of all <see cref="NoteSignatureType"/> can.</summary>
    public bool CanVerify => _ed25519 is not null || _mldsa44 is not null;

    /// <summary>A key of a known type, with the id that the specification gives it.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="type">One of <see cref="NoteSignatureType"/>.</param>
    /// <param name="key">The public key, 32 bytes or, for ML-DSA-44, 1,312.</param>
    /// <exception cref="ArgumentException">No key name, no known type, a key of the wrong length, or a weak one.</exception>
    public static VerifierKey Create(string name, byte type, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NoteSignature.IsKeyName(name))
        {
            throw new ArgumentException($"\"{name}\" is no key name: not empty, no spaces, no plus, no control characters", nameof(name));
        }

        if (type is not (NoteSignatureType.Ed25519 or NoteSignatureType.CosignatureV1 or NoteSignatureType.MLDsa44))
        {
            throw new ArgumentException($"signature type 0x{type:x2} is not known", nameof(type));
        }

        return TryKey(name, ComputeId(name, type, key), type, key, out VerifierKey? made, out string? problem)
            ? made
            : throw new ArgumentException(problem, nameof(key));
    }

    /// <summary>Reads a vkey. Types that are not known are kept with the id they came with, whatever their key.</summary>
    public static bool TryParse(string vkey, [NotNullWhen(true)] out VerifierKey? key, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(vkey);
        key = null;

        // Base64 may hold a plus, names and ids may not: only the first two separate.
        string[] parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !NoteSignature.IsKeyName(parts[0]))
        {
            problem = "a verifier key is <name>+<id>+<base64>, its name not empty and without spaces";
            return false;
        }

        if (parts[1].Length != 8 || !parts[1].All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f'))
        {
            problem = $"key id \"{parts[1]}\" must be 8 lower-case hex digits";
            return false;
        }

        if (!StrictText.TryBase64(parts[2], out byte[]? typed) || typed.Length < 2)
        {
            problem = "a verifier key ends in base64 (padded, unused bits zero) of a type byte and a key";
            return false;
        }

        uint id = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(parts[1]));
        return TryKey(parts[0], id, typed[0], typed.AsSpan(1), out key, out problem);
    }

    /// <summary>Reads a vkey.</summary>
    /// <exception cref="FormatException">It is malformed, its id is not its key's, or its key is weak.</exception>
    public static VerifierKey Parse(string vkey) =>
        TryParse(vkey, out VerifierKey? key, out string? problem) ? key : throw new FormatException(problem);

    /// <summary>The first 4 bytes of SHA-256(name || 0x0A || type || key), big-endian.</summary>
    public static uint ComputeId(string name, byte type, ReadOnlySpan<byte> key)
    {
        byte[] input = [.. StrictText.Utf8.GetBytes(name), (byte)'\n', type, .. key];
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(input));
    }

    /// <summary>The vkey: <c>name+id+base64</c>.</summary>
    public override string ToString() => $"{Name}+{KeyId:x8}+{Convert.ToBase64String([Type, .. _key])}";

    /// <inheritdoc/>
    public bool Equals(VerifierKey? other) =>
        other is not null && KeyId == other.KeyId && Type == other.Type && Name == other.Name && _key.AsSpan().SequenceEqual(other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, KeyId, Type);

    /// <summary>Whether the signature is this key's over the note's text, and the time that a cosignature says.</summary>
    internal bool Verify(SignedNote note, NoteSignature signature, out long? time)
    {
        time = null;
        return Type switch
        {
            NoteSignatureType.Ed25519 => _ed25519!.Verify(note.TextBytes.Span, signature.Bytes.Span),
            NoteSignatureType.CosignatureV1 => Cosignature.Verify(_ed25519!, note.TextBytes.Span, signature.Bytes.Span, out time),
            NoteSignatureType.MLDsa44 => Cosignature.Verify(_mldsa44!, Name, note.Text, signature.Bytes.Span, out time),
            _ => false,
        };
    }

    private static bool TryKey(
        string name, uint id, byte type, ReadOnlySpan<byte> key, [NotNullWhen(true)] out VerifierKey? made, [NotNullWhen(false)] out string? problem)
    {
        made = null;
        Ed25519PublicKey? ed25519 = null;
        MLDsa44PublicKey? mldsa44 = null;
        switch (type)
        {
            case NoteSignatureType.Ed25519 or NoteSignatureType.CosignatureV1 when !Ed25519PublicKey.TryImport(key, out ed25519):
                problem = $"key of {name} must be 32 bytes, canonical and not of small order";
                return false;
            case NoteSignatureType.MLDsa44 when !MLDsa44PublicKey.TryImport(key, out mldsa44):
                problem = $"ML-DSA-44 key of {name} must be {MLDsa44PublicKey.Size} bytes, not {key.Length}";
                return false;
        }

        bool known = ed25519 is not null || mldsa44 is not null;
        if (known && ComputeId(name, type, key) is var right && right != id)
        {
            problem = $"key id of {name} is {id:x8}, must be {right:x8}";
            return false;
        }

        made = new(name, id, type, key.ToArray(), ed25519, mldsa44);
        problem = null;
        return true;
    }
}
