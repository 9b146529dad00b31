namespace Trace.Domain.Ledger;

/// <summary>Signs notes with a log's Ed25519 key (type 0x01). The key signs checkpoints and nothing else.</summary>
public sealed class LogSigner
{
    private readonly Ed25519Signer _key;

    /// <summary>A log that signs under this name, which is its origin. The key stays the caller's to dispose.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a space, a plus or a control character.</exception>
    public LogSigner(string name, Ed25519Signer key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        VerifierKey = VerifierKey.Create(name, NoteSignatureType.Ed25519, key.PublicKey.Span);
    }

    /// <summary>The vkey that verifies this log's notes.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>Signs a note's text, which ends in a newline.</summary>
    /// <exception cref="ArgumentException">The text does not end in a newline, holds another control character or is not valid Unicode.</exception>
    public NoteSignature Sign(string noteText)
    {
        ArgumentNullException.ThrowIfNull(noteText);
        return new(VerifierKey.Name, VerifierKey.KeyId, _key.Sign(SignedNote.TextBytesOf(noteText)));
    }

    /// <summary>The signed note of a checkpoint of this log.</summary>
    /// <exception cref="ArgumentException">The checkpoint's origin is not this log's name.</exception>
    public SignedNote Sign(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Origin != VerifierKey.Name)
        {
            throw new ArgumentException($"checkpoint of \"{checkpoint.Origin}\" is not this log's, \"{VerifierKey.Name}\"", nameof(checkpoint));
        }

        string text = checkpoint.ToString();
        return new(text, [Sign(text)]);
    }
}
