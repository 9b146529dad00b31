using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>An Ed25519 public key, checked and imported once to verify many signatures. Safe for many threads.</summary>
public sealed class Ed25519PublicKey
{
    private readonly PublicKey _key;
    private readonly byte[] _bytes;

    private Ed25519PublicKey(PublicKey key, byte[] bytes)
    {
        _key = key;
        _bytes = bytes;
    }

    /// <summary>The 32 bytes of RFC 8032 section 5.1.2.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Imports a key; false where it is not 32 bytes or is weak (<see cref="Ed25519Strict.IsWeak"/>).</summary>
    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = null;
        if (bytes.Length != Ed25519Strict.PublicKeyBytes || Ed25519Strict.IsWeak(bytes)
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out PublicKey? imported)
            || imported is null)
        {
            return false;
        }

        key = new(imported, bytes.ToArray());
        return true;
    }

    /// <summary>Whether the signature is this key's over the message, by the rules of <see cref="Ed25519Strict"/>.</summary>
    /// <returns>False for everything that is not a valid signature, also for one of the wrong length.</returns>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519Strict.IsWellFormed(signature) && SignatureAlgorithm.Ed25519.Verify(_key, message, signature);
}
