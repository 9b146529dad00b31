using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Trace.Domain.Ledger;

/// <summary>An ML-DSA-44 public key (FIPS 204), imported once to verify many signatures. Safe for many threads.</summary>
public sealed class MLDsa44PublicKey
{
    /// <summary>Bytes of a public key.</summary>
    public const int Size = 1312;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 2420;

    private readonly MLDsaPublicKeyParameters _key;
    private readonly byte[] _bytes;

    private MLDsa44PublicKey(MLDsaPublicKeyParameters key, byte[] bytes)
    {
        _key = key;
        _bytes = bytes;
    }

    /// <summary>The 1,312 bytes of FIPS 204, algorithm 22.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Imports a key; false where it is not 1,312 bytes. Every string of that length is a key.</summary>
    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MLDsa44PublicKey? key)
    {
        key = null;
        if (bytes.Length != Size)
        {
            return false;
        }

        byte[] copy = bytes.ToArray();
        key = new(MLDsaPublicKeyParameters.FromEncoding(MLDsaParameters.ml_dsa_44, copy), copy);
        return true;
    }

    /// <summary>Whether the signature is this key's over the message, without pre-hashing and with an empty context.</summary>
    /// <returns>False for everything that is not a valid signature, also for one of the wrong length.</returns>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
        {
            return false;
        }

        var verifier = new MLDsaSigner(MLDsaParameters.ml_dsa_44, deterministic: true);
        verifier.Init(forSigning: false, _key);
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }
}
