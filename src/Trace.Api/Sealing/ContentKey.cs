using System.Security.Cryptography;
using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Sealing;

/// <summary>One key of the service that wraps the records' keys. Its file holds 32 random bytes in base64.</summary>
public sealed class ContentKey : IDisposable
{
    /// <summary>Bytes of <see cref="Id"/>.</summary>
    internal const int IdBytes = 8;

    private readonly byte[] _key;

    private ContentKey(byte[] key)
    {
        _key = key;
        Id = SHA256.HashData([.. "trace.v1.ContentKey\n"u8, .. key])[..IdBytes];
    }

    /// <summary>By which a wrapped key tells whose it is: 8 bytes of a hash.</summary>
    public byte[] Id { get; }

    /// <summary><see cref="Id"/> as messages give it, in hex.</summary>
    public string Name => NameOf(Id);

    /// <summary>An id as messages give it.</summary>
    internal static string NameOf(ReadOnlySpan<byte> id) => Convert.ToHexStringLower(id);

    /// <summary>Makes a key in a file of its own; it is durable when this returns.</summary>
    internal static void Make(string path) => LedgerKeys.WriteSecret(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(RecordCipher.KeyBytes)));

    /// <summary>Reads a file that <see cref="Make"/> wrote.</summary>
    /// <exception cref="StartRefusedException">It is damaged, or others may read it.</exception>
    internal static ContentKey Read(string path)
    {
        LedgerKeys.RequireSecret(path);
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
            return key.Length == RecordCipher.KeyBytes ? new ContentKey(key) : throw new FormatException($"{RecordCipher.KeyBytes} bytes are wanted, {key.Length} are there");
        }
        catch (FormatException problem)
        {
            throw new StartRefusedException($"The key file {path} is damaged: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Wraps a record's key: this key's id, then the sealed key.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> recordKey) => [.. Id, .. RecordCipher.Seal(_key, "key", name, recordKey)];

    /// <summary>Whether this key wrapped it.</summary>
    public bool Wrapped(ReadOnlySpan<byte> wrapped) => wrapped.StartsWith(Id);

    /// <summary>Unwraps what <see cref="Wrap"/> made.</summary>
    /// <exception cref="CryptographicException">It is damaged, or another key's.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wrapped) => RecordCipher.Open(_key, "key", name, wrapped[IdBytes..]);

    /// <summary>A mark by which the same text is known again, and from which nobody without this key finds the text, though there be few of them.</summary>
    public byte[] Mark(ReadOnlySpan<byte> text) => HMACSHA256.HashData(HKDF.Expand(HashAlgorithmName.SHA256, _key, RecordCipher.KeyBytes, "trace.v1.ContentKey.mark\n"u8.ToArray()), text);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
