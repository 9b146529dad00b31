using NSec.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>An Ed25519 key pair that signs and cannot be exported again: the secret lies in guarded memory until disposed. Safe for many threads.</summary>
public sealed class Ed25519Signer : IDisposable
{
    private readonly Key _key;
    private readonly byte[] _publicKey;
    private volatile bool _disposed;

    /// <summary>The key pair of a secret seed (RFC 8032 section 5.1.5). The caller clears its own copy of the seed.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Ed25519Signer(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ed25519Strict.SeedBytes)
        {
            throw new ArgumentException($"an Ed25519 seed is {Ed25519Strict.SeedBytes} bytes, not {seed.Length}", nameof(seed));
        }

        var unexportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.None };
        _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, unexportable);
        _publicKey = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>The 64-byte signature over the message; the same each time.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return SignatureAlgorithm.Ed25519.Sign(_key, message);
    }

    /// <summary>Clears the secret.</summary>
    public void Dispose()
    {
        _disposed = true;
        _key.Dispose();
    }
}
