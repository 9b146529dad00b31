using System.Security.Cryptography;
using System.Text;

namespace Trace.Api.Sealing;

/// <summary>AES-256-GCM (NIST SP 800-38D) with a fresh nonce in front: nonce (12), cipher text, tag (16). What it is of is bound in, so that no row can stand in another's place.</summary>
internal static class RecordCipher
{
    /// <summary>Of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>How much longer a sealed text is.</summary>
    public const int ExtraBytes = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Seals.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="use">What the text is for, such as <c>content</c>.</param>
    /// <param name="name">The record's name.</param>
    /// <param name="text">The text.</param>
    public static byte[] Seal(byte[] key, string use, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        var sealed_ = new byte[text.Length + ExtraBytes];
        var nonce = sealed_.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, text, sealed_.AsSpan(NonceBytes, text.Length), sealed_.AsSpan(NonceBytes + text.Length), Bound(use, name));
        return sealed_;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, for another use or record, or is damaged.</exception>
    public static byte[] Open(byte[] key, string use, ReadOnlySpan<byte> name, ReadOnlySpan<byte> sealed_)
    {
        if (sealed_.Length < ExtraBytes)
        {
            throw new CryptographicException($"a sealed text has at least {ExtraBytes} bytes; {sealed_.Length} are there");
        }

        var text = new byte[sealed_.Length - ExtraBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(sealed_[..NonceBytes], sealed_[NonceBytes..^TagBytes], sealed_[^TagBytes..], text, Bound(use, name));
        return text;
    }

    private static byte[] Bound(string use, ReadOnlySpan<byte> name) => [.. Encoding.ASCII.GetBytes($"trace.v1.AtRest\n{use}\n"), .. name];
}
