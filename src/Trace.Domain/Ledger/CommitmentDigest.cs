using System.Security.Cryptography;

namespace Trace.Domain.Ledger;

/// <summary>
/// The digest of what is kept beside the log (wire format, section 3): HMAC-SHA-256 under a key of its own, over where the commitment
/// stands and then the content. Without the key the digest says nothing, however few contents there could have been.
/// </summary>
public static class CommitmentDigest
{
    /// <summary>Bytes of a commitment's key: fresh and random for each commitment.</summary>
    public const int KeyBytes = 32;

    /// <summary>The digest of a content.</summary>
    /// <param name="key">The commitment's 32 bytes.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="payload">The payload's full proto name, such as <c>trace.v1.Receipt</c>.</param>
    /// <param name="fieldPath">The field's number path: <c>7</c>, or <c>7.2</c> for element 2 of a repeated field.</param>
    /// <param name="content">The content, of any length.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or a text is longer than 65,535 bytes or not valid Unicode.</exception>
    public static Hash256 Compute(ReadOnlySpan<byte> key, string ledger, string payload, string fieldPath, ReadOnlySpan<byte> content)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"a commitment's key is {KeyBytes} bytes, not {key.Length}", nameof(key));
        }

        // Contents may be photographs: hashed where they lie, not copied behind the parts.
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(SignatureContexts.Start("trace.v1.Commitment\n"u8).Text(ledger).Text(payload).Text(fieldPath).ToArray());
        hmac.AppendData(content);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        hmac.GetHashAndReset(digest);
        return Hash256.From(digest);
    }
}
