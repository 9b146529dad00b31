using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>Where an export goes on: behind what the folder holds and the checkpoint vouches for.</summary>
/// <param name="written">The folder.</param>
/// <param name="log">The log that is exported.</param>
internal sealed class ExportedTiles(DirectoryLogFiles written, LogSnapshot log)
{
    /// <summary>The edge of the tree behind the full tiles that are there: those of the exported size, and those behind it that an interrupted export left.</summary>
    /// <param name="size">What was exported before.</param>
    /// <param name="to">Where tiles are written that an interrupted export did not get to.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TileEdge> ContinueAsync(long size, ExportFolder to, CancellationToken cancellation)
    {
        var edge = await StandingAsync(size, cancellation).ConfigureAwait(false);
        var (from, completed) = (edge.Size, new List<TileHashes>());
        for (var bundle = from / TileGeometry.FullWidth; (bundle + 1) * TileGeometry.FullWidth <= log.Checkpoint.Size; bundle++)
        {
            if (await LeavesAsync(bundle, cancellation).ConfigureAwait(false) is not { } leaves)
            {
                break;
            }

            completed.AddRange(edge.Append(leaves));
        }

        if (edge.Size == from || edge.Snapshot().Root() == await log.RootAtAsync(edge.Size, cancellation).ConfigureAwait(false))
        {
            foreach (var (tile, hashes) in completed)
            {
                await to.WriteAsync(TilePath.Format(tile), hashes, cancellation).ConfigureAwait(false);
            }

            return edge;
        }

        // A file that was left is not this log's. Which one is not worth asking: all behind the exported size are read again.
        return await StandingAsync(size, cancellation).ConfigureAwait(false);
    }

    // From the folder's own tiles. Where these do not hold any more, everything is read again, and what differs is written again.
    private async Task<TileEdge> StandingAsync(long size, CancellationToken cancellation)
    {
        var whole = size & ~(TileGeometry.FullWidth - 1L);
        var tiles = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        for (var level = 1; whole >> (TileGeometry.Height * level) > 0; level++)
        {
            var hashes = whole >> (TileGeometry.Height * level);
            for (var index = hashes & ~(TileGeometry.FullWidth - 1L); index < hashes; index++)
            {
                var below = new TileId(level - 1, index, TileGeometry.FullWidth);
                if (await written.ReadAsync(TilePath.Format(below), cancellation).ConfigureAwait(false) is not { Length: TileGeometry.FullBytes } bytes)
                {
                    return new TileEdge();
                }

                tiles[below] = bytes;
            }
        }

        if (whole == 0)
        {
            return new TileEdge();
        }

        var edge = TileEdge.Read(whole, [], tile => tiles[tile]);
        return edge.Snapshot().Root() == await log.RootAtAsync(whole, cancellation).ConfigureAwait(false) ? edge : new TileEdge();
    }

    private async Task<IReadOnlyList<Hash256>?> LeavesAsync(long bundle, CancellationToken cancellation)
    {
        try
        {
            return await written.ReadAsync(TilePath.FormatEntries(bundle), cancellation).ConfigureAwait(false) is { } bytes
                && EntryBundle.TryDecode(bytes, TileGeometry.FullWidth, out var entries, out _)
                ? [.. entries.Select(entry => MerkleHash.LeafHash(entry.Span))]
                : null;
        }
        catch (LogFileException)
        {
            // Longer than any bundle: it is written again.
            return null;
        }
    }
}
