using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Ledger;
using Trace.Witness.State;

namespace Trace.Witness.Keys;

/// <summary>A witness's keys in a file that its owner alone can read, mode 0600. The seeds leave this folder in no message and no text.</summary>
public sealed class WitnessKeyFile : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly IReadOnlyList<WitnessKey> _keys;

    private WitnessKeyFile(string path, IReadOnlyList<WitnessKey> keys)
    {
        Path = path;
        _keys = keys;
        VerifierKeys = [.. keys.Select(key => key.VerifierKey)];
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>The witness's name.</summary>
    public string Name => VerifierKeys[0].Name;

    /// <summary>The vkeys, one for each algorithm.</summary>
    public IReadOnlyList<VerifierKey> VerifierKeys { get; }

    /// <summary>Makes fresh keys and writes their file, and the marker beside it that says they signed nothing yet.</summary>
    /// <param name="path">Where; nothing may lie there.</param>
    /// <param name="name">The witness's name: a URL without scheme, such as witness.example/w1.</param>
    /// <param name="algorithms">One or both.</param>
    /// <exception cref="IOException">There is a file already: keys are never overwritten.</exception>
    /// <exception cref="ArgumentException">The name can't name a key.</exception>
    public static WitnessKeyFile Create(string path, string name, params IReadOnlyList<WitnessAlgorithm> algorithms)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(algorithms);
        var content = Encoding.UTF8.GetBytes(WitnessKeyText.Generate(name, algorithms));
        try
        {
            using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerAlone }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // Without it the key can't be told from one that was copied and has signed elsewhere.
            Marker.CreateUnused(Marker.PathOf(path));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        return Load(path);
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may read or write it.</exception>
    /// <exception cref="FormatException">It is no witness's key file, or a public key is not its seed's.</exception>
    public static WitnessKeyFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);

        // Of the open file, not of the path: what is checked is what is read.
        if ((File.GetUnixFileMode(file.SafeFileHandle) & ~(OwnerAlone | UnixFileMode.UserExecute)) != 0)
        {
            throw new UnauthorizedAccessException($"key file \"{path}\" may be read by others than its owner; run: chmod 600 \"{path}\"");
        }

        var text = new byte[WitnessKeyText.MaxBytes];
        try
        {
            var length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return new WitnessKeyFile(path, WitnessKeyText.Parse(Encoding.UTF8.GetString(text, 0, length)));
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

    /// <summary>Cosignatures by each key. What they state is the caller's to have checked and remembered.</summary>
    internal IReadOnlyList<NoteSignature> Cosign(SignedNote note, long time) => [.. _keys.Select(key => key.Cosign(note, time))];

    /// <summary>Clears the secrets.</summary>
    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }
}
