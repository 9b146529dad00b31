namespace Trace.Domain.Ledger;

/// <summary>
/// Cosigns checkpoints with a witness's key, Ed25519 (type 0x04) or ML-DSA-44 (type 0x06). It states that the tree is the largest consistent
/// one seen: the caller has checked consistency and remembers the size before it signs.
/// </summary>
public sealed class CosignatureSigner
{
    private readonly Ed25519Signer? _ed25519;
    private readonly MLDsa44Signer? _mldsa44;

    /// <summary>A witness of this name. One key serves one cosigner only. The key stays the caller's to dispose.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a space, a plus or a control character.</exception>
    public CosignatureSigner(string name, Ed25519Signer key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _ed25519 = key;
        VerifierKey = VerifierKey.Create(name, NoteSignatureType.CosignatureV1, key.PublicKey.Span);
    }

    /// <summary>A witness of this name. The key stays the caller's to dispose.</summary>
    /// <exception cref="ArgumentException">The name is empty, longer than 255 bytes, or holds a space, a plus or a control character.</exception>
    public CosignatureSigner(string name, MLDsa44Signer key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _mldsa44 = key;
        VerifierKey = VerifierKey.Create(name, NoteSignatureType.MLDsa44, key.PublicKey.Span);
        Cosignature.RequireName(name, nameof(name));
    }

    /// <summary>The vkey that verifies this witness's cosignatures.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>
    /// Cosigns a checkpoint. Ed25519 signs its text with all lines; ML-DSA-44 signs origin, size and root, and says nothing of extension lines.
    /// </summary>
    /// <param name="note">A note whose text is a checkpoint, verified before.</param>
    /// <param name="time">Seconds since 1970 UTC. For ML-DSA-44, 0 says that this need not be the largest tree seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="ArgumentException">For ML-DSA-44, the origin is longer than 255 bytes.</exception>
    /// <exception cref="FormatException">The note's text is no checkpoint: nothing else is ever cosigned.</exception>
    public NoteSignature Cosign(SignedNote note, long time)
    {
        ArgumentNullException.ThrowIfNull(note);
        var checkpoint = Checkpoint.Parse(note.Text);
        byte[] field = _mldsa44 is null
            ? Cosignature.Sign(_ed25519!, note.TextBytes.Span, time)
            : Cosignature.Sign(_mldsa44, VerifierKey.Name, checkpoint, time);
        return new(VerifierKey.Name, VerifierKey.KeyId, field);
    }
}
