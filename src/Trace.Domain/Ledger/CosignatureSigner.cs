namespace Trace.Domain.Ledger;

/// <summary>
/// Cosigns checkpoints with a witness's Ed25519 key (type 0x04). It states that the tree is the largest consistent one seen: the caller
/// has checked consistency and remembers the size before it signs.
/// </summary>
public sealed class CosignatureSigner
{
    private readonly Ed25519Signer _key;

    /// <summary>A witness of this name. One key serves one cosigner only. The key stays the caller's to dispose.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a space, a plus or a control character.</exception>
    public CosignatureSigner(string name, Ed25519Signer key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        VerifierKey = VerifierKey.Create(name, NoteSignatureType.CosignatureV1, key.PublicKey.Span);
    }

    /// <summary>The vkey that verifies this witness's cosignatures.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>Cosigns a checkpoint's text, all of its lines included.</summary>
    /// <param name="note">A note whose text is a checkpoint, verified before.</param>
    /// <param name="time">Seconds since 1970 UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="FormatException">The note's text is no checkpoint: nothing else is ever cosigned.</exception>
    public NoteSignature Cosign(SignedNote note, long time)
    {
        ArgumentNullException.ThrowIfNull(note);
        _ = Checkpoint.Parse(note.Text);
        return new(VerifierKey.Name, VerifierKey.KeyId, Cosignature.Sign(_key, note.TextBytes.Span, time));
    }
}
