using System.Security.Cryptography;
using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Sealing;

/// <summary>
/// The service's own key, which wraps the records' keys: in <c>keys/content.key</c> of the data folder and never in the database, whose back-ups
/// alone therefore show nothing. Made at the first start; who loses it loses the contents.
/// </summary>
public sealed class ContentKey : IDisposable
{
    private const int IdBytes = 8;

    private readonly byte[] _key;

    private ContentKey(byte[] key)
    {
        _key = key;
        Id = SHA256.HashData([.. "trace.v1.ContentKey\n"u8, .. key])[..IdBytes];
    }

    /// <summary>By which a wrapped key tells whose it is: 8 bytes of a hash.</summary>
    public byte[] Id { get; }

    /// <summary>Reads the file, or makes it.</summary>
    /// <param name="keys">Where it lies.</param>
    /// <exception cref="StartRefusedException">It is damaged.</exception>
    public static ContentKey Load(LedgerKeys keys)
    {
        var path = Path.Combine(keys.Folder, "content.key");
        if (!File.Exists(path))
        {
            LedgerKeys.WriteSecret(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(RecordCipher.KeyBytes)));
        }

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

    /// <summary>Wraps a record's key.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> recordKey) => [.. Id, .. RecordCipher.Seal(_key, "key", name, recordKey)];

    /// <summary>Unwraps what <see cref="Wrap"/> made.</summary>
    /// <exception cref="CryptographicException">Another service key wrapped it: the file is not the one of this database.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wrapped) => wrapped.StartsWith(Id)
        ? RecordCipher.Open(_key, "key", name, wrapped[IdBytes..])
        : throw new CryptographicException("keys/content.key is not the key that this database's contents were sealed under");

    /// <summary>A mark by which the same text is known again, and from which nobody without this key finds the text, though there be few of them.</summary>
    public byte[] Mark(ReadOnlySpan<byte> text) => HMACSHA256.HashData(HKDF.Expand(HashAlgorithmName.SHA256, _key, RecordCipher.KeyBytes, "trace.v1.ContentKey.mark\n"u8.ToArray()), text);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
