using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Trace.Domain.Ledger;

/// <summary>An ML-DSA-44 key pair that signs (FIPS 204). Safe for many threads.</summary>
/// <remarks>
/// The signature is the deterministic variant of section 3.4: the same message has one signature, and none depends on a source of randomness.
/// BouncyCastle keeps the secret in ordinary memory, so that disposing ends its use here and can't clear it.
/// </remarks>
public sealed class MLDsa44Signer : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedBytes = 32;

    private readonly byte[] _publicKey;
    private MLDsaPrivateKeyParameters? _key;

    /// <summary>The key pair of a secret seed (FIPS 204, algorithm 6). The caller clears its own copy of the seed.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public MLDsa44Signer(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedBytes)
        {
            throw new ArgumentException($"an ML-DSA-44 seed is {SeedBytes} bytes, not {seed.Length}", nameof(seed));
        }

        byte[] copy = seed.ToArray();
        _key = MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_44, copy);
        CryptographicOperations.ZeroMemory(copy);
        _publicKey = _key.GetPublicKeyEncoded();
    }

    /// <summary>The 1,312 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>The 2,420-byte signature over the message, without pre-hashing and with an empty context; the same each time.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_key is null, this);
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_44, deterministic: true);
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <summary>Ends the use of the secret.</summary>
    public void Dispose() => _key = null;
}
