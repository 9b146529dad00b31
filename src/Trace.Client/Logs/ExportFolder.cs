namespace Trace.Client.Logs;

/// <summary>
/// The folder that an export writes, by one process at a time. A file is whole or not there: it is written beside, made durable, and renamed.
/// What is written counts once <see cref="SettleAsync"/> has returned. Used by one thread; the writing itself runs on several.
/// </summary>
internal sealed class ExportFolder : IAsyncDisposable
{
    // Each waits for the disk most of its time.
    private const int Ahead = 16;

    private readonly string _root;
    private readonly FileStream _lock;
    private readonly Queue<Task> _underWay = new();
    private readonly HashSet<string> _changed = [];

    private ExportFolder(string root, FileStream held)
    {
        _root = root;
        _lock = held;
        Files = new DirectoryLogFiles(root);
    }

    /// <summary>What lies in it.</summary>
    public DirectoryLogFiles Files { get; }

    /// <summary>Files written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Opens a folder, which is made where it is missing.</summary>
    /// <exception cref="IOException">Another export writes it, or it can't be written.</exception>
    public static ExportFolder Open(string folder)
    {
        var root = Directory.CreateDirectory(folder).FullName;
        var file = Path.Combine(root, ".lock");
        try
        {
            // The kernel's lock on Unix: it ends with the process, however that ends.
            return new ExportFolder(root, new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
        }
        catch (IOException held) when (File.Exists(file))
        {
            throw new IOException($"\"{folder}\" is being written by another export, or its file .lock can't be opened: {held.Message}", held);
        }
    }

    /// <summary>Writes a file, soon; waits only while many are under way. A file that holds these bytes already is left as it is.</summary>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        LogFileLimits.RequirePlain(path);
        var target = Path.Combine(_root, path);
        for (var folder = Path.GetDirectoryName(target)!; _changed.Add(folder) && folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            Directory.CreateDirectory(folder);
        }

        Written++;
        _underWay.Enqueue(Task.Run(() => Write(target, bytes.Span), cancellation));
        while (_underWay.Count > Ahead)
        {
            await _underWay.Dequeue().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything written before is durable, under its name.</summary>
    public async Task SettleAsync()
    {
        while (_underWay.TryDequeue(out var writing))
        {
            await writing.ConfigureAwait(false);
        }

        foreach (var folder in _changed)
        {
            FolderSync.Run(folder);
        }

        _changed.Clear();
    }

    /// <summary>Takes away a folder, with all that is in it, where it is there.</summary>
    public void Remove(string path)
    {
        LogFileLimits.RequirePlain(path);
        if (Directory.Exists(Path.Combine(_root, path)))
        {
            Directory.Delete(Path.Combine(_root, path), recursive: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var left in _underWay)
        {
            await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private static void Write(string target, ReadOnlySpan<byte> bytes)
    {
        if (Holds(target, bytes))
        {
            return;
        }

        var beside = target + ".new";
        using (var file = File.OpenHandle(beside, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(beside, target, overwrite: true);
    }

    private static bool Holds(string target, ReadOnlySpan<byte> bytes) =>
        new FileInfo(target) is { Exists: true } there && there.Length == bytes.Length && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes);
}
