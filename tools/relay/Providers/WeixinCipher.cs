using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Relay.Providers;

/// <summary>微信's encrypted modes (兼容模式, 安全模式): AES-256-CBC under the account's EncodingAESKey; 16 bytes by chance, length, message, AppID.</summary>
internal sealed class WeixinCipher
{
    private const int KeyCharacters = 43;
    private const int RandomBytes = 16;
    private const int PaddingBlock = 32;

    private readonly byte[] _key;
    private readonly byte[] _appId;

    /// <param name="aesKey">EncodingAESKey, 43 characters.</param>
    /// <param name="appId">Whom messages are for.</param>
    /// <exception cref="FormatException">The key is none.</exception>
    public WeixinCipher(string aesKey, string appId)
    {
        _key = new byte[32];
        if (aesKey.Length != KeyCharacters || !Convert.TryFromBase64String(aesKey + "=", _key, out var length) || length != _key.Length)
        {
            throw new FormatException($"weixin.aesKey: must be the {KeyCharacters} characters of EncodingAESKey");
        }

        _appId = Encoding.UTF8.GetBytes(appId);
    }

    /// <summary>The message in an <c>Encrypt</c>.</summary>
    /// <param name="encrypted">In base64.</param>
    /// <exception cref="PushFormatException">It was not encrypted under this key, for this account.</exception>
    public string Open(string encrypted)
    {
        try
        {
            using var aes = Aes.Create();
            aes.Key = _key;

            // Padded to blocks of 32 bytes, which no PKCS #7 of AES takes.
            var plain = aes.DecryptCbc(Convert.FromBase64String(encrypted), _key.AsSpan(0, 16), PaddingMode.None);
            return Read(plain) ?? throw new PushFormatException("Encrypt: is not encrypted under weixin.aesKey for weixin.appId");
        }
        catch (Exception problem) when (problem is FormatException and not PushFormatException or CryptographicException)
        {
            throw new PushFormatException("Encrypt: must be base64 of whole blocks of AES");
        }
    }

    private string? Read(ReadOnlySpan<byte> plain)
    {
        if (plain.Length < RandomBytes + sizeof(uint) || plain[^1] is 0 or > PaddingBlock)
        {
            return null;
        }

        var rest = plain[(RandomBytes + sizeof(uint))..];
        var length = BinaryPrimitives.ReadUInt32BigEndian(plain[RandomBytes..]);
        return length <= (uint)rest.Length && plain.Length - plain[^1] - RandomBytes - sizeof(uint) is var whole && whole >= length && rest[(int)length..whole].SequenceEqual(_appId)
            ? Encoding.UTF8.GetString(rest[..(int)length])
            : null;
    }
}
