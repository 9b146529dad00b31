using System.Runtime.CompilerServices;
using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>
/// A log at one believed checkpoint. Every entry that comes out of it lies in the checkpoint's tree, at the index that is said. Safe for many
/// threads.
/// </summary>
public sealed class LogSnapshot
{
    // Bundles under way at once: their bytes are held, at worst 16 MiB each of a hostile log.
    private const int Ahead = 8;

    private readonly ILogFiles _files;
    private readonly VerifiedTiles? _tiles;

    private LogSnapshot(ILogFiles files, VerifiedCheckpoint checkpoint, VerifiedTiles? tiles, LogFlaw? flaw)
    {
        _files = files;
        _tiles = tiles;
        Verified = checkpoint;
        EdgeFlaw = flaw;
    }

    /// <summary>The checkpoint, with its note and who signed it.</summary>
    public VerifiedCheckpoint Verified { get; }

    /// <summary>Origin, size and root.</summary>
    public Checkpoint Checkpoint => Verified.Checkpoint;

    /// <summary>Why no tile of this log can be believed, where it was opened all the same; else null.</summary>
    public LogFlaw? EdgeFlaw { get; }

    /// <summary>Opens a log at a checkpoint: its tiles at the right edge are read, and hash to its root.</summary>
    /// <param name="files">The log.</param>
    /// <param name="checkpoint">Believed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">A tile is missing, or they do not hash to the root.</exception>
    public static async Task<LogSnapshot> OpenAsync(ILogFiles files, VerifiedCheckpoint checkpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new LogSnapshot(files, checkpoint, await VerifiedTiles.OpenAsync(files, checkpoint.Checkpoint, cancellation).ConfigureAwait(false), null);
    }

    /// <summary>Opens a log even where its tiles do not hold (<see cref="EdgeFlaw"/>): for auditors, who recompute the tree from the entries.</summary>
    /// <param name="files">The log.</param>
    /// <param name="checkpoint">Believed.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<LogSnapshot> OpenWithFlawsAsync(ILogFiles files, VerifiedCheckpoint checkpoint, CancellationToken cancellation)
    {
        try
        {
            return await OpenAsync(files, checkpoint, cancellation).ConfigureAwait(false);
        }
        catch (LogFileException flawed)
        {
            return new LogSnapshot(files, checkpoint, null, flawed.Flaw);
        }
    }

    /// <summary>Whether this log begins with an earlier tree: recomputed from tiles that this checkpoint vouches for.</summary>
    /// <param name="size">The earlier tree's size, at most this one's.</param>
    /// <param name="root">The earlier tree's root.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">A tile does not hold: nothing can be said.</exception>
    public async Task<bool> BeginsWithAsync(long size, Hash256 root, CancellationToken cancellation) =>
        await RootAtAsync(size, cancellation).ConfigureAwait(false) == root;

    /// <summary>The root over the first entries of this log, from tiles that this checkpoint vouches for.</summary>
    /// <param name="size">How many, at most the checkpoint's size.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">A tile does not hold.</exception>
    public Task<Hash256> RootAtAsync(long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Checkpoint.Size);
        return Tiles().RootAtAsync(size, cancellation);
    }

    /// <summary>Entries in order, read ahead. Each is what the checkpoint commits to at its index, or nothing more comes.</summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="to">One more than the index of the last, at most the checkpoint's size.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">A bundle or tile is missing, malformed, or not what the checkpoint commits to.</exception>
    /// <exception cref="LogUnreachableException">The files could not be read.</exception>
    public IAsyncEnumerable<EntryStretch> ReadAsync(long from, long to, CancellationToken cancellation = default) => InOrderAsync(from, to, withFlaws: false, cancellation);

    /// <summary>
    /// Entries in order, read ahead, with what does not hold of them: for auditors. Level-0 tiles are read beside the entries and compared
    /// with them. A bundle that is missing or malformed still ends it.
    /// </summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="to">One more than the index of the last, at most the checkpoint's size.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">A bundle is missing or malformed.</exception>
    /// <exception cref="LogUnreachableException">The files could not be read.</exception>
    public IAsyncEnumerable<EntryStretch> ReadWithFlawsAsync(long from, long to, CancellationToken cancellation = default) => InOrderAsync(from, to, withFlaws: true, cancellation);

    private async IAsyncEnumerable<EntryStretch> InOrderAsync(long from, long to, bool withFlaws, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, Checkpoint.Size);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var underWay = new Queue<Task<EntryStretch>>();
        try
        {
            var next = from / TileGeometry.FullWidth;
            while (true)
            {
                for (; underWay.Count < Ahead && next * TileGeometry.FullWidth < to; next++)
                {
                    var bundle = next;
                    underWay.Enqueue(Task.Run(() => ReadBundleAsync(bundle, withFlaws, ending.Token), ending.Token));
                }

                if (!underWay.TryPeek(out var first))
                {
                    yield break;
                }

                var stretch = await first.ConfigureAwait(false);
                _ = underWay.Dequeue();
                yield return Within(stretch, from, to);
            }
        }
        finally
        {
            // Whoever stops reading early leaves nothing running, and no failure that nobody looks at.
            await ending.CancelAsync().ConfigureAwait(false);
            foreach (var left in underWay)
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<EntryStretch> ReadBundleAsync(long index, bool withFlaws, CancellationToken cancellation)
    {
        var tile = new TileId(0, index, TileGeometry.WidthAt(0, index, Checkpoint.Size));
        var flaws = new List<LogFlaw>();
        var served = withFlaws ? ServedTileAsync(tile, flaws, cancellation) : null;
        var entries = await EntriesAsync(tile, cancellation).ConfigureAwait(false);
        var leaves = new Hash256[entries.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = MerkleHash.LeafHash(entries[i].Span);
        }

        if (served is not null)
        {
            await served.ConfigureAwait(false);
        }

        Hash256? root = tile.IsPartial ? null : MerkleTree.RootOf(leaves);
        if (_tiles is not null)
        {
            await CompareAsync(tile, leaves, root, flaws, withFlaws, cancellation).ConfigureAwait(false);
        }

        return withFlaws || flaws.Count == 0
            ? new EntryStretch(index * TileGeometry.FullWidth, entries, leaves, flaws) { Root = root }
            : throw new LogFileException(_files.Place, flaws[0]);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> EntriesAsync(TileId tile, CancellationToken cancellation)
    {
        var (path, width) = (TilePath.FormatEntries(tile.Index, tile.Width), tile.Width);
        var bytes = await _files.ReadAsync(path, cancellation).ConfigureAwait(false);
        if (bytes is null && tile.IsPartial)
        {
            (path, width) = (TilePath.FormatEntries(tile.Index), TileGeometry.FullWidth);
            bytes = await _files.ReadAsync(path, cancellation).ConfigureAwait(false);
        }

        if (bytes is null)
        {
            throw LogFileException.Of(_files, TilePath.FormatEntries(tile.Index, tile.Width), LogFileProblem.Missing, "the checkpoint commits to these entries, and they are not there", tile.Index * TileGeometry.FullWidth);
        }

        return EntryBundle.TryDecode(bytes, width, out var entries, out var problem)
            ? width == tile.Width ? entries : [.. entries.Take(tile.Width)]
            : throw LogFileException.Of(_files, path, LogFileProblem.Malformed, problem, tile.Index * TileGeometry.FullWidth);
    }

    // The tile as anybody else would read it: a log that shows good entries and bad tiles deceives those who read tiles alone.
    private async Task ServedTileAsync(TileId tile, List<LogFlaw> flaws, CancellationToken cancellation)
    {
        try
        {
            if (_tiles is not null && !tile.IsPartial)
            {
                await _tiles.HashesAsync(tile, cancellation).ConfigureAwait(false);
            }
        }
        catch (LogFileException flawed)
        {
            flaws.Add(flawed.Flaw with { Index = tile.Index * TileGeometry.FullWidth });
        }
    }

    private async Task CompareAsync(TileId tile, Hash256[] leaves, Hash256? root, List<LogFlaw> flaws, bool withFlaws, CancellationToken cancellation)
    {
        try
        {
            if (root is not null && await _tiles!.RootOfAsync(tile, cancellation).ConfigureAwait(false) == root)
            {
                return;
            }

            var hashes = await _tiles!.HashesAsync(tile, cancellation).ConfigureAwait(false);
            for (var i = 0; i < leaves.Length; i++)
            {
                var said = Hash256.From(hashes.Span.Slice(i * Hash256.Size, Hash256.Size));
                if (said != leaves[i])
                {
                    flaws.Add(new LogFlaw(TilePath.FormatEntries(tile.Index, tile.Width), LogFileProblem.Differs, $"its leaf hash is {leaves[i]}; the checkpoint commits to {said}", (tile.Index * TileGeometry.FullWidth) + i));
                }
            }
        }
        catch (LogFileException flawed) when (withFlaws)
        {
            // Of this bundle nothing can be compared; that the tile does not hold is told once.
            if (!flaws.Any(flaw => flaw.Path == flawed.Flaw.Path))
            {
                flaws.Add(flawed.Flaw);
            }
        }
    }

    private static EntryStretch Within(EntryStretch stretch, long from, long to)
    {
        var (first, end) = (Math.Max(stretch.First, from), Math.Min(stretch.End, to));
        if (first == stretch.First && end == stretch.End)
        {
            return stretch;
        }

        var (skip, count) = ((int)(first - stretch.First), (int)(end - first));
        return new EntryStretch(first, [.. stretch.Entries.Skip(skip).Take(count)], [.. stretch.Leaves.Skip(skip).Take(count)], stretch.Flaws);
    }

    private VerifiedTiles Tiles() => _tiles ?? throw new LogFileException(_files.Place, EdgeFlaw!);
}
