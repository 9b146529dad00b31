using System.Security.Cryptography;
using System.Text;

namespace Trace.Agent.Serving;

/// <summary>The secret that callers share with the agent, in a file that its owner alone reads.</summary>
public sealed class SharedSecret
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Trace-Secret";

    private const int FreshBytes = 32;
    private const int LeastCharacters = 16;
    private const int MostBytes = 1024;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly byte[] _hash;

    private SharedSecret(string text) => _hash = Hash(text);

    /// <summary>Reads the secret; makes one where there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may read it.</exception>
    /// <exception cref="FormatException">It is too short to be one.</exception>
    public static SharedSecret Open(string path)
    {
        if (!File.Exists(path))
        {
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                how.UnixCreateMode = OwnerAlone;
            }

            using var made = new FileStream(path, how);
            made.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(FreshBytes)) + "\n"));
            made.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new UnauthorizedAccessException($"the secret \"{path}\" may be read by others than its owner; run: chmod 600 \"{path}\"");
        }

        var text = new FileInfo(path).Length <= MostBytes ? File.ReadAllText(path).Trim() : "";
        return text.Length >= LeastCharacters ? new SharedSecret(text) : throw new FormatException($"the secret \"{path}\" must have {LeastCharacters} characters or more, and at most {MostBytes} bytes");
    }

    /// <summary>Whether a text is the secret. Takes as long whatever it is.</summary>
    public bool Is(string? text) => CryptographicOperations.FixedTimeEquals(Hash(text ?? ""), _hash);

    // Of one length, whatever came.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
