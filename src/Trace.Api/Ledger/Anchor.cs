using System.Globalization;
using System.Text;
using Trace.Api.Hosting;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>What the anchor holds: the newest head that this log may have signed.</summary>
/// <param name="Size">Of the tree.</param>
/// <param name="Root">Of the tree at that size.</param>
/// <param name="Epoch">Of the server that wrote it.</param>
public sealed record AnchoredHead(long Size, Hash256 Root, long Epoch);

/// <summary>The anchor holds something that this server may not go behind, so it leads no longer.</summary>
/// <param name="message">What differs, and what to do.</param>
public sealed class AnchorAheadException(string message) : Exception(message);

/// <summary>
/// A file outside the database and its backups, which holds every head before its checkpoint leaves the process: a restored backup can't
/// sign a second history, because its head lies behind the anchor's.
/// </summary>
/// <remarks>All servers of a log reach the same folder. Each move is durable before it returns: write, fsync, rename, fsync the folder.</remarks>
public sealed class Anchor
{
    private readonly string _path;
    private readonly string _new;
    private readonly string _lock;

    /// <summary>The anchor of one log in a folder, which is made where it is missing.</summary>
    /// <param name="folder">TRACE_ANCHOR.</param>
    /// <param name="prefix">The log's prefix: logs of several ledgers may share a folder.</param>
    public Anchor(string folder, string prefix)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, $"{prefix}.anchor");
        _new = $"{_path}.new";
        _lock = $"{_path}.lock";
    }

    /// <summary>The file, for messages.</summary>
    public string Location => _path;

    /// <summary>What it holds; null before the first head.</summary>
    /// <exception cref="HistoryDiffersException">The file is damaged.</exception>
    public AnchoredHead? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        var lines = File.ReadAllText(_path).Split('\n');
        if (lines is ["trace anchor v1", var size, var root, var epoch, ""]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedSize)
            && Hash256.TryFromBase64(root, out var parsedRoot)
            && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedEpoch))
        {
            return new AnchoredHead(parsedSize, parsedRoot, parsedEpoch);
        }

        throw new HistoryDiffersException($"The anchor {_path} is damaged: it holds the line \"trace anchor v1\", a size, a root in base64 and an epoch. Restore it from its copy, or see docs/operations.md.");
    }

    /// <summary>Moves the anchor forward to a head, durably.</summary>
    /// <param name="head">The head that is about to be signed.</param>
    /// <exception cref="AnchorAheadException">It holds a greater size or epoch, or another root at this size: another server leads, or has led.</exception>
    public void Advance(AnchoredHead head)
    {
        using var held = Lock();
        if (Read() is { } before && (before.Size > head.Size || before.Epoch > head.Epoch || (before.Size == head.Size && before.Root != head.Root)))
        {
            throw new AnchorAheadException($"The anchor {_path} holds size {before.Size}, root {before.Root.ToBase64()}, epoch {before.Epoch}; this server is at size {head.Size}, root {head.Root.ToBase64()}, epoch {head.Epoch}, and signs nothing more.");
        }

        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"trace anchor v1\n{head.Size}\n{head.Root.ToBase64()}\n{head.Epoch}\n"));
        using (var file = File.OpenHandle(_new, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, text, 0);
            RandomAccess.FlushToDisk(file);
        }

        // From the rename on the new head counts; before it the old one does. Either is one that was true.
        File.Move(_new, _path, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(_path)!);
    }

    // FileShare.None is flock on Unix: it ends with the process, however that ends.
    private FileStream Lock()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (attempt < 200 && File.Exists(_lock))
            {
                Thread.Sleep(10);
            }
        }
    }
}
