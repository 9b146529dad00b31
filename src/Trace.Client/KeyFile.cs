using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

/// <summary>
/// A party's Ed25519 key in a file that its owner alone can read: JSON with <c>algorithm</c>, <c>public_key</c>, <c>seed</c> (32 bytes each,
/// base64) and, where it is known, <c>party</c>. The seed leaves this class in no message and no text.
/// </summary>
public sealed class KeyFile : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private KeyFile(string path, string? party, Ed25519Signer signer)
    {
        Path = path;
        Party = party;
        Signer = signer;
        PublicKey = StatementSigner.PublicKeyOf(signer);
        KeyId = Domain.Ledger.KeyId.Of(PublicKey);
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>Subject key of the party whose key it is; null where the file names none.</summary>
    public string? Party { get; }

    /// <summary>Signs with the key; disposed with this object.</summary>
    public Ed25519Signer Signer { get; }

    /// <summary>The public half, as statements name it.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The key id, 32 bytes.</summary>
    public Hash256 KeyId { get; }

    /// <summary>Makes a fresh key and writes its file, mode 0600.</summary>
    /// <param name="path">Where; nothing may lie there.</param>
    /// <param name="party">Subject key of the party whose key it is, if it is known.</param>
    /// <exception cref="IOException">There is a file already: keys are never overwritten.</exception>
    public static KeyFile Create(string path, string? party = null)
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes);
        try
        {
            return Create(path, seed, party);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Writes the file of a key made elsewhere, mode 0600.</summary>
    /// <param name="path">Where; nothing may lie there.</param>
    /// <param name="seed">The 32 secret bytes; the caller clears its own copy.</param>
    /// <param name="party">Subject key of the party whose key it is, if it is known.</param>
    /// <exception cref="IOException">There is a file already: keys are never overwritten.</exception>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static KeyFile Create(string path, ReadOnlySpan<byte> seed, string? party = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var signer = new Ed25519Signer(seed);
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new Content("Ed25519", Convert.ToBase64String(signer.PublicKey.Span), Convert.ToBase64String(seed), party), KeyFileJson.Default.Content);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerAlone;
            }

            using var file = new FileStream(path, options);
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            signer.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        return new KeyFile(path, party, signer);
    }

    /// <summary>Reads a key from its file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may read or write it (Unix).</exception>
    /// <exception cref="FormatException">It is no key file, or its public key is not its seed's.</exception>
    public static KeyFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);

        // Of the open file, not of the path: what is checked is what is read.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
        {
            throw new UnauthorizedAccessException($"key file \"{path}\" may be read by others than its owner; run: chmod 600 \"{path}\"");
        }

        Content content;
        var seed = new byte[Ed25519Strict.SeedBytes];
        try
        {
            content = JsonSerializer.Deserialize(file, KeyFileJson.Default.Content) ?? throw new FormatException($"key file \"{path}\" is empty");
        }
        catch (JsonException)
        {
            // The inner message may quote the seed.
            throw new FormatException($"key file \"{path}\" is not the JSON of a key");
        }

        if (content.Algorithm != "Ed25519")
        {
            throw new FormatException($"key file \"{path}\": algorithm is Ed25519; \"{content.Algorithm}\" came");
        }

        if (!Convert.TryFromBase64String(content.Seed ?? "", seed, out var length) || length != seed.Length)
        {
            throw new FormatException($"key file \"{path}\": seed is base64 of {seed.Length} bytes");
        }

        var signer = new Ed25519Signer(seed);
        CryptographicOperations.ZeroMemory(seed);
        if (Convert.ToBase64String(signer.PublicKey.Span) != content.PublicKey)
        {
            signer.Dispose();
            throw new FormatException($"key file \"{path}\": public_key is not that of the seed");
        }

        return new KeyFile(path, content.Party, signer);
    }

    /// <summary>Clears the secret from memory.</summary>
    public void Dispose() => Signer.Dispose();

    /// <summary>The key id and the party; never the seed.</summary>
    public override string ToString() => Party is null ? $"key {KeyId}" : $"key {KeyId} of {Party}";

    internal sealed record Content(
        [property: JsonPropertyName("algorithm")] string? Algorithm,
        [property: JsonPropertyName("public_key")] string? PublicKey,
        [property: JsonPropertyName("seed")] string? Seed,
        [property: JsonPropertyName("party")] string? Party);
}

[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyFile.Content))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
