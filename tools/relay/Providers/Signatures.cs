using System.Security.Cryptography;
using System.Text;

namespace Trace.Relay.Providers;

/// <summary>The providers' own signatures, compared in constant time. MD5 and SHA-1 are theirs: what is at stake is told in docs/relay.md.</summary>
internal static class Signatures
{
#pragma warning disable CA5350, CA5351 // The providers sign so.
    /// <summary>快递100: MD5 of param and salt, in capitals.</summary>
    public static bool IsKuaidi100(string param, string sign, string salt) =>
        AreSame(Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(param + salt))), sign.ToUpperInvariant());

    /// <summary>快递鸟: Base64 of the small hex letters of the MD5 of data and key. Some senders escape it once more for the address.</summary>
    public static bool IsKdniao(string data, string sign, string key)
    {
        var right = Convert.ToBase64String(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(data + key)))));
        return AreSame(right, sign) | AreSame(right, Uri.UnescapeDataString(sign));
    }

    /// <summary>微信: SHA-1 of token, timestamp, nonce and, where there is one, what is encrypted, sorted bytewise and joined.</summary>
    public static bool IsWeixin(string signature, params string[] signed)
    {
        var joined = string.Concat(signed.Order(StringComparer.Ordinal));
        return AreSame(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(joined))), signature);
    }
#pragma warning restore CA5350, CA5351

    private static bool AreSame(string right, string came) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(came));
}
