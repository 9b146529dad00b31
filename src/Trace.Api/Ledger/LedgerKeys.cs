using System.Security.Cryptography;
using Trace.Api.Hosting;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>A key that the service holds.</summary>
/// <param name="Signer">Signs.</param>
/// <param name="Party">The party whose key it is; null for the log's.</param>
public sealed record HeldKey(Ed25519Signer Signer, string? Party)
{
    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; } = StatementSigner.PublicKeyOf(Signer);
}

/// <summary>
/// The keys that the service makes at its first start, each in a file of its own, mode 0600, under <c>keys/</c> of the data folder. The log's
/// and the registrar's may lie in different places later, so nothing assumes that one file holds both.
/// </summary>
public sealed class LedgerKeys : IDisposable
{
    private LedgerKeys(string folder, string registrar, string platform)
    {
        Folder = folder;
        Log = LoadOrCreate(folder, "log", null);
        Registrar = LoadOrCreate(folder, "registrar", registrar);
        Platform = LoadOrCreate(folder, "platform", platform);
        Intake = LoadOrCreate(folder, "intake", platform);
    }

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>Signs checkpoints and nothing else.</summary>
    public HeldKey Log { get; }

    /// <summary>Registers parties and grants keys.</summary>
    public HeldKey Registrar { get; }

    /// <summary>Speaks for the platform.</summary>
    public HeldKey Platform { get; }

    /// <summary>Records what anybody reports.</summary>
    public HeldKey Intake { get; }

    /// <summary>Loads the keys of a data folder, or makes those that are missing.</summary>
    /// <param name="settings">The service's settings.</param>
    /// <exception cref="StartRefusedException">A file is damaged, or others may read it.</exception>
    public static LedgerKeys Load(TraceSettings settings)
    {
        var folder = Path.Combine(settings.Data, "keys");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new LedgerKeys(folder, settings.Registrar, settings.Platform);
    }

    /// <summary>A key that only some services need, such as that of webhooks: loaded, or made where it is missing. The caller's to dispose of.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="party">Whose it is; null for nobody's.</param>
    /// <exception cref="StartRefusedException">The file is damaged, or others may read it.</exception>
    internal static HeldKey LoadOrCreate(string folder, string name, string? party)
    {
        var path = Path.Combine(folder, $"{name}.key");
        if (!File.Exists(path))
        {
            Create(path, party);
        }

        RequireSecret(path);
        try
        {
            return new HeldKey(KeyText.Parse(File.ReadAllText(path), out var named), named);
        }
        catch (FormatException problem)
        {
            throw new StartRefusedException($"The key file {path} is damaged: {problem.Message}", inner: problem);
        }
    }

    private static void Create(string path, string? party)
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes);
        WriteSecret(path, KeyText.Format(seed, party));
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>Refuses a file of a secret that others may read or write.</summary>
    /// <exception cref="StartRefusedException">They may.</exception>
    internal static void RequireSecret(string path)
    {
        if ((File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            throw new StartRefusedException($"The key file {path} may be read or written by others; its mode must be 0600.");
        }
    }

    /// <summary>Writes a secret with mode 0600. Beside, then renamed: a crash leaves a whole secret or none, and it is durable before anything rests on it.</summary>
    internal static void WriteSecret(string path, string text)
    {
        // What a crash left may have another mode, and is not written into.
        File.Delete($"{path}.new");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream($"{path}.new", options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move($"{path}.new", path);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in new[] { Log, Registrar, Platform, Intake })
        {
            key.Signer.Dispose();
        }
    }
}
