namespace Trace.Tool;

/// <summary>Files that a command reads or writes. A hyphen is standard input or output.</summary>
internal static class Files
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A whole file.</summary>
    /// <exception cref="UsageException">It is longer than <paramref name="most"/> bytes.</exception>
    public static byte[] Read(string path, int most)
    {
        using var from = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var read = new MemoryStream();
        var part = new byte[81920];
        for (int length; (length = from.Read(part)) > 0;)
        {
            read.Write(part, 0, length);
            if (read.Length > most)
            {
                throw new UsageException($"file \"{path}\" has more than {most} bytes");
            }
        }

        return read.ToArray();
    }

    /// <summary>Writes a new file, or standard output; nothing is overwritten.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">What.</param>
    /// <param name="secret">Whether its owner alone may read it.</param>
    public static void WriteNew(string path, ReadOnlySpan<byte> content, bool secret = false)
    {
        if (path == "-")
        {
            using var output = Console.OpenStandardOutput();
            output.Write(content);
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerAlone;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>A folder that its owner alone may enter.</summary>
    public static string SecretFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, OwnerAlone | UnixFileMode.UserExecute).FullName;
}
