using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

/// <summary>
/// A party's Ed25519 key in a file that its owner alone can read, as <see cref="KeyText"/>: the service keeps its own in the same form. The
/// seed leaves this class in no message and no text.
/// </summary>
public sealed class KeyFile : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private KeyFile(string path, Ed25519Signer signer, string? party)
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
        var content = Encoding.UTF8.GetBytes(KeyText.Format(seed, party));
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

        return new KeyFile(path, signer, party);
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

        // Of a key file about 200 bytes; whatever is much longer is none.
        var text = new byte[1024];
        try
        {
            var length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return new KeyFile(path, KeyText.Parse(Encoding.UTF8.GetString(text, 0, length), out var party), party);
        }
        catch (FormatException problem)
        {
            throw new FormatException($"key file \"{path}\": {problem.Message}", problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Clears the secret from memory.</summary>
    public void Dispose() => Signer.Dispose();

    /// <summary>The key id and the party; never the seed.</summary>
    public override string ToString() => Party is null ? $"key {KeyId}" : $"key {KeyId} of {Party}";
}
