using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>
/// The tiles of a tree, each checked before it is handed out: those at the right edge hash to the checkpoint's root, a full one to its hash in
/// the tile above. Some are remembered. Safe for many threads.
/// </summary>
internal sealed class VerifiedTiles
{
    // 4 MiB: the tiles above those that are being read, and their neighbours.
    private const int MostRemembered = 512;

    private readonly ILogFiles _files;
    private readonly long _size;
    private readonly IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> _edge;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<TileId, Task<ReadOnlyMemory<byte>>> _full = [];
    private readonly Queue<TileId> _order = new();

    private VerifiedTiles(ILogFiles files, long size, IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> edge)
    {
        _files = files;
        _size = size;
        _edge = edge;
    }

    /// <summary>Reads the right edge of a tree.</summary>
    /// <exception cref="LogFileException">A tile is missing, or they do not hash to the root.</exception>
    public static async Task<VerifiedTiles> OpenAsync(ILogFiles files, Checkpoint checkpoint, CancellationToken cancellation)
    {
        // Every hash of a partial tile lies in one of the subtrees that the root is folded from, so the root vouches for all of them.
        var nodes = ProofNodes.ForRoot(checkpoint.Size);
        var tiles = TileProofs.TilesFor(nodes);
        var read = await Task.WhenAll(tiles.Select(tile => FetchAsync(files, tile, cancellation))).ConfigureAwait(false);
        var edge = tiles.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second);
        var root = TileProofs.Build(nodes, edge)[0];
        return root == checkpoint.Root
            ? new VerifiedTiles(files, checkpoint.Size, edge)
            : throw LogFileException.Of(files, "tile/", LogFileProblem.Differs, $"the tiles at the right edge hash to the root {root}; the checkpoint of size {checkpoint.Size} says {checkpoint.Root}");
    }

    /// <summary>The hashes of a tile at its width in this tree.</summary>
    /// <exception cref="LogFileException">It is missing, or is not what the tile above says.</exception>
    public async Task<ReadOnlyMemory<byte>> HashesAsync(TileId tile, CancellationToken cancellation) => tile.IsPartial
        ? _edge[tile]
        : await FullAsync(tile).WaitAsync(cancellation).ConfigureAwait(false);

    /// <summary>The root of a full tile, as the tile above says it.</summary>
    /// <exception cref="LogFileException">The tile above does not hold.</exception>
    public async Task<Hash256> RootOfAsync(TileId full, CancellationToken cancellation)
    {
        var node = new NodeId((full.Level + 1) * TileGeometry.Height, full.Index);
        var above = TileGeometry.TileOf(node, _size);
        return TileGeometry.NodeHash(above, (await HashesAsync(above, cancellation).ConfigureAwait(false)).Span, node);
    }

    /// <summary>The root over the first <paramref name="size"/> leaves of this tree.</summary>
    /// <exception cref="LogFileException">A tile does not hold.</exception>
    public async Task<Hash256> RootAtAsync(long size, CancellationToken cancellation)
    {
        var nodes = ProofNodes.ForRoot(size);
        var tiles = nodes.Nodes.Select(node => TileGeometry.TileOf(node, _size)).Distinct().ToList();
        var hashes = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        foreach (var tile in tiles)
        {
            hashes[tile] = await HashesAsync(tile, cancellation).ConfigureAwait(false);
        }

        return nodes.Build(node =>
        {
            var tile = TileGeometry.TileOf(node, _size);
            return TileGeometry.NodeHash(tile, hashes[tile].Span, node);
        })[0];
    }

    /// <summary>The bytes of a tile as they are served, not compared with anything: a partial one from the full one, where it is gone.</summary>
    /// <exception cref="LogFileException">Neither is there, or it has another length than its width.</exception>
    public static async Task<ReadOnlyMemory<byte>> FetchAsync(ILogFiles files, TileId tile, CancellationToken cancellation)
    {
        var path = TilePath.Format(tile);
        var width = tile.Width;
        var bytes = await files.ReadAsync(path, cancellation).ConfigureAwait(false);
        if (bytes is null && tile.IsPartial)
        {
            (path, width) = (TilePath.Format(tile.Full), TileGeometry.FullWidth);
            bytes = await files.ReadAsync(path, cancellation).ConfigureAwait(false);
        }

        if (bytes is null)
        {
            throw LogFileException.Of(files, TilePath.Format(tile), LogFileProblem.Missing, "the checkpoint commits to this tile, and it is not there");
        }

        return bytes.Length == width * Hash256.Size
            ? bytes.AsMemory(0, tile.Width * Hash256.Size)
            : throw LogFileException.Of(files, path, LogFileProblem.Malformed, $"{width} hashes are {width * Hash256.Size} bytes; {bytes.Length} came");
    }

    // Read once for all who ask meanwhile, so that nobody's cancellation ends it; it ends by its own time limit.
    private Task<ReadOnlyMemory<byte>> FullAsync(TileId tile)
    {
        lock (_lock)
        {
            if (_full.TryGetValue(tile, out var known) && !known.IsFaulted)
            {
                return known;
            }

            if (known is null)
            {
                _order.Enqueue(tile);
            }

            var reading = _full[tile] = ReadFullAsync(tile);
            while (_full.Count > MostRemembered)
            {
                _full.Remove(_order.Dequeue());
            }

            return reading;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadFullAsync(TileId tile)
    {
        // Leaves the lock before anything is asked.
        await Task.Yield();
        var root = await RootOfAsync(tile, CancellationToken.None).ConfigureAwait(false);
        var hashes = await FetchAsync(_files, tile, CancellationToken.None).ConfigureAwait(false);
        var came = TileGeometry.NodeHash(tile, hashes.Span, new NodeId((tile.Level + 1) * TileGeometry.Height, tile.Index));
        return came == root
            ? hashes
            : throw LogFileException.Of(_files, TilePath.Format(tile), LogFileProblem.Differs, $"its hashes lead to {came}; the tile above says {root}");
    }
}
