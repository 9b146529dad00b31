using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Ledger;

/// <summary>A signature that was checked and holds.</summary>
/// <param name="Key">The known key that made it.</param>
/// <param name="Time">For a cosignature, when it says it was made: seconds since 1970 UTC. Null for a log's signature.</param>
public sealed record VerifiedSignature(VerifierKey Key, long? Time);

/// <summary>A note whose text may be believed as far as the keys that signed it are.</summary>
/// <param name="Note">The note.</param>
/// <param name="Verified">The signatures that hold, in the order of their lines; at least one. A key that signed twice is there twice.</param>
/// <param name="Unchecked">Known keys under the note of a type that is not known here: they count for nothing.</param>
public sealed record OpenedNote(SignedNote Note, IReadOnlyList<VerifiedSignature> Verified, IReadOnlyList<VerifierKey> Unchecked);

/// <summary>Opens notes with known keys (C2SP signed-note, *Signatures*).</summary>
public static class NoteVerifier
{
    /// <summary>
    /// Checks every signature of a known key: one that fails refuses the note, none that holds refuses it too. Signatures of unknown keys
    /// are ignored, also where they share a name or an id, but not both, with a known one.
    /// </summary>
    /// <param name="note">The note.</param>
    /// <param name="keys">The known keys; one that is listed twice is one key.</param>
    /// <param name="opened">The note and who signed it.</param>
    /// <param name="refusal">Why it is not believed.</param>
    public static bool TryOpen(
        SignedNote note,
        IReadOnlyList<VerifierKey> keys,
        [NotNullWhen(true)] out OpenedNote? opened,
        [NotNullWhen(false)] out NoteRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(keys);
        opened = null;
        var known = new Dictionary<(string Name, uint Id), VerifierKey>();
        foreach (VerifierKey key in keys)
        {
            if (!known.TryAdd((key.Name, key.KeyId), key) && !known[(key.Name, key.KeyId)].Equals(key))
            {
                refusal = new(NoteRefusalReason.AmbiguousKey, $"two different keys are named {key.Name}+{key.KeyId:x8}");
                return false;
            }
        }

        var verified = new List<VerifiedSignature>();
        var uncheckedKeys = new List<VerifierKey>();
        foreach (NoteSignature signature in note.Signatures)
        {
            if (!known.TryGetValue((signature.Name, signature.KeyId), out VerifierKey? key))
            {
                continue;
            }

            if (!key.CanVerify)
            {
                uncheckedKeys.Add(key);
                continue;
            }

            if (!key.Verify(note, signature, out long? time))
            {
                refusal = new(NoteRefusalReason.InvalidSignature, $"signature of {key.Name}+{key.KeyId:x8} does not verify");
                return false;
            }

            verified.Add(new(key, time));
        }

        if (verified.Count == 0)
        {
            string also = uncheckedKeys.Count == 0 ? "" : $"; {uncheckedKeys.Count} of a type that this verifier does not check";
            refusal = new(NoteRefusalReason.NoKnownSignature, $"note has no signature that a known key verifies{also}");
            return false;
        }

        opened = new(note, verified, uncheckedKeys);
        refusal = null;
        return true;
    }

    /// <summary>Reads a note and opens it.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> note,
        IReadOnlyList<VerifierKey> keys,
        [NotNullWhen(true)] out OpenedNote? opened,
        [NotNullWhen(false)] out NoteRefusal? refusal)
    {
        if (SignedNote.TryParse(note, out SignedNote? parsed, out string? problem))
        {
            return TryOpen(parsed, keys, out opened, out refusal);
        }

        opened = null;
        refusal = new(NoteRefusalReason.Malformed, problem);
        return false;
    }
}
