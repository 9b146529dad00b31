namespace Trace.Client.Logs;

/// <summary>A log in a folder, as <c>./trace log export</c> writes it and as web servers serve it.</summary>
public sealed class DirectoryLogFiles : ILogFiles
{
    private readonly string _folder;

    /// <summary>A log in a folder.</summary>
    /// <param name="folder">Holds <c>checkpoint</c> and <c>tile/</c>.</param>
    public DirectoryLogFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        Place = folder;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        LogFileLimits.RequirePlain(path);
        var file = Path.Combine(_folder, path);
        try
        {
            // Of a folder, too, it says that there is no such file.
            if (!File.Exists(file))
            {
                return null;
            }

            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                return await LogFileLimits.ReadAsync(this, path, stream, stream.Length, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LogUnreachableException(Place, path, failed.Message, mayPass: false, failed);
        }
    }
}
