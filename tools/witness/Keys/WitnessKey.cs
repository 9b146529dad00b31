using Trace.Domain.Ledger;

namespace Trace.Witness.Keys;

/// <summary>What a witness signs with (C2SP tlog-cosignature).</summary>
public enum WitnessAlgorithm
{
    /// <summary>Ed25519, <c>cosignature/v1</c>, type 0x04.</summary>
    Ed25519,

    /// <summary>ML-DSA-44, <c>subtree/v1</c>, type 0x06.</summary>
    MLDsa44,
}

/// <summary>One key of a witness.</summary>
internal sealed class WitnessKey : IDisposable
{
    private readonly IDisposable _secret;
    private readonly CosignatureSigner _signer;

    /// <exception cref="ArgumentException">The name can't name a key.</exception>
    public WitnessKey(string name, WitnessAlgorithm algorithm, ReadOnlySpan<byte> seed)
    {
        Algorithm = algorithm;
        if (algorithm == WitnessAlgorithm.Ed25519)
        {
            var key = new Ed25519Signer(seed);
            (_secret, _signer) = (key, new CosignatureSigner(name, key));
        }
        else
        {
            var key = new MLDsa44Signer(seed);
            (_secret, _signer) = (key, new CosignatureSigner(name, key));
        }
    }

    public WitnessAlgorithm Algorithm { get; }

    public VerifierKey VerifierKey => _signer.VerifierKey;

    public NoteSignature Cosign(SignedNote note, long time) => _signer.Cosign(note, time);

    public void Dispose() => _secret.Dispose();
}
