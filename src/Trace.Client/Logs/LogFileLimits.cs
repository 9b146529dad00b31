using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>How long a file of a log can be, by its path: nothing longer is read, whoever serves it.</summary>
public static class LogFileLimits
{
    /// <summary>The longest list of kept checkpoints that is read: of more than ten years of minutes.</summary>
    public const int MaxIndexBytes = 128 * 1024 * 1024;

    private const int MaxBundleBytes = TileGeometry.FullWidth * (sizeof(ushort) + EntryBundle.MaxEntryBytes);
    private const int MaxOtherBytes = 1024 * 1024;

    /// <summary>The most bytes of a file, not compressed.</summary>
    /// <param name="path">As <see cref="ILogFiles.ReadAsync"/> takes it.</param>
    public static int MaxBytes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path switch
        {
            "checkpoint" => SignedNote.MaxBytes,
            "checkpoints/index" => MaxIndexBytes,
            "log/trust" => TrustPolicy.MaxBytes,
            _ when path.StartsWith("tile/entries/", StringComparison.Ordinal) => MaxBundleBytes,
            _ when path.StartsWith("tile/", StringComparison.Ordinal) => TileGeometry.FullBytes,
            _ when path.StartsWith("checkpoints/", StringComparison.Ordinal) => SignedNote.MaxBytes,
            _ => MaxOtherBytes,
        };
    }

    /// <summary>Requires a path of plain parts: nothing that a server or file system would resolve to somewhere else.</summary>
    /// <exception cref="ArgumentException">Another character than letters, digits, dot, hyphen and slash, or a part that is empty or begins with a dot.</exception>
    public static void RequirePlain(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '/') || path.Split('/').Any(part => part.Length == 0 || part[0] == '.'))
        {
            throw new ArgumentException($"\"{path}\" is no path under a log's prefix", nameof(path));
        }
    }

    /// <summary>Reads a whole stream, and never more than a file of this path can have.</summary>
    /// <exception cref="LogFileException">It is longer.</exception>
    internal static async Task<byte[]> ReadAsync(ILogFiles files, string path, Stream stream, long? length, CancellationToken cancellation)
    {
        var most = MaxBytes(path);
        var first = new byte[(int)Math.Clamp(length ?? 0, 0, most)];
        var filled = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        var part = new byte[1];
        var more = await stream.ReadAsync(part, cancellation).ConfigureAwait(false);
        if (more == 0)
        {
            return filled == first.Length ? first : first[..filled];
        }

        // Longer than was said, or nothing was said.
        if (filled + more > most)
        {
            throw TooLong(files, path, most);
        }

        using var read = new MemoryStream();
        read.Write(first, 0, filled);
        read.Write(part, 0, more);
        part = new byte[32 * 1024];
        for (int count; (count = await stream.ReadAsync(part, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (read.Length + count > most)
            {
                throw TooLong(files, path, most);
            }

            read.Write(part, 0, count);
        }

        return read.ToArray();
    }

    private static LogFileException TooLong(ILogFiles files, string path, int most) =>
        LogFileException.Of(files, path, LogFileProblem.TooLong, $"more than {most} bytes came, which no such file has");
}
