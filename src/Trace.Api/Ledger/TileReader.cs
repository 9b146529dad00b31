using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>Reads tiles: full ones are rows that never change, the partial one of each level lies in memory with the signed head.</summary>
/// <param name="source">Where the database is.</param>
/// <param name="table">Where the full ones lie.</param>
/// <param name="first">At which index of the store the log's entry 0 lies.</param>
public sealed class TileReader(NpgsqlDataSource source, string table = TileReader.Own, long first = 0) : IDisposable
{
    /// <summary>The tiles of the log itself.</summary>
    public const string Own = "ledger.log_tile";

    /// <summary>The tiles of the log before it.</summary>
    public const string Predecessors = "ledger.log_predecessor_tile";

    // 64 MiB of tiles of 8 KiB each.
    private readonly MemoryCache _full = new(new MemoryCacheOptions { SizeLimit = 8192 });

    /// <summary>The inclusion proof of a leaf at a head.</summary>
    /// <param name="index">Of the leaf.</param>
    /// <param name="head">The head, or one that was signed later.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<Hash256[]> InclusionAsync(long index, SignedHead head, CancellationToken cancellation) =>
        BuildAsync(ProofNodes.ForInclusion(index, head.Head.Size), head.Edge, cancellation);

    /// <summary>A proof at any size up to a head's.</summary>
    /// <param name="proof">Which nodes it needs.</param>
    /// <param name="edge">The partial tiles of the head.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Hash256[]> BuildAsync(ProofNodes proof, EdgeSnapshot edge, CancellationToken cancellation) =>
        TileProofs.Build(proof, await ReadAsync(TileProofs.TilesFor(proof), edge, cancellation));

    /// <summary>Reads tiles, those that are not remembered with one query.</summary>
    /// <param name="tiles">Tiles within the head's tree.</param>
    /// <param name="edge">The partial tiles of the head.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">A full tile is missing: the store is damaged.</exception>
    public async Task<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadAsync(IReadOnlyList<TileId> tiles, EdgeSnapshot edge, CancellationToken cancellation)
    {
        var read = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        var missing = new List<TileId>();
        foreach (var tile in tiles)
        {
            if (edge.Read(tile) is { } partial)
            {
                read[tile] = partial;
            }
            else if (_full.TryGetValue((tile.Level, tile.Index), out byte[]? full))
            {
                read[tile] = full.AsMemory(0, tile.Width * Hash256.Size);
            }
            else
            {
                missing.Add(tile);
            }
        }

        if (missing.Count > 0)
        {
            await FetchAsync(missing, read, cancellation);
        }

        return read;
    }

    /// <summary>The partial tiles of a stored tree.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">A full tile is missing: the store is damaged.</exception>
    public async Task<TileEdge> EdgeAsync(long size, CancellationToken cancellation)
    {
        var leaves = new List<Hash256>();
        await using (var command = source.CreateCommand("SELECT leaf_hash FROM ledger.log_entry WHERE index >= $1 AND index < $2 ORDER BY index"))
        {
            command.Parameters.AddWithValue(first + (size & ~(TileGeometry.FullWidth - 1L)));
            command.Parameters.AddWithValue(first + size);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                leaves.Add(Hash256.From(reader.GetFieldValue<byte[]>(0)));
            }
        }

        var below = new List<TileId>();
        for (var level = 1; size >> (TileGeometry.Height * level) > 0; level++)
        {
            var hashes = size >> (TileGeometry.Height * level);
            for (var index = hashes & ~(TileGeometry.FullWidth - 1L); index < hashes; index++)
            {
                below.Add(new TileId(level - 1, index, TileGeometry.FullWidth));
            }
        }

        var full = await ReadAsync(below, new EdgeSnapshot(size, []), cancellation);
        return TileEdge.Read(size, leaves, tile => full[tile]);
    }

    private async Task FetchAsync(List<TileId> missing, Dictionary<TileId, ReadOnlyMemory<byte>> into, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"SELECT t.level, t.index, t.hashes FROM {table} t JOIN unnest($1::smallint[], $2::bigint[]) AS w(level, index) USING (level, index)");
        command.Parameters.AddWithValue(missing.Select(tile => (short)tile.Level).ToArray());
        command.Parameters.AddWithValue(missing.Select(tile => tile.Index).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<(int, long), byte[]>();
        while (await reader.ReadAsync(cancellation))
        {
            var (level, index, hashes) = (reader.GetInt16(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            found[(level, index)] = hashes;
            if (hashes.Length == TileGeometry.FullBytes)
            {
                _full.Set(((int)level, index), hashes, new MemoryCacheEntryOptions { Size = 1 });
            }
        }

        foreach (var tile in missing)
        {
            into[tile] = found.TryGetValue((tile.Level, tile.Index), out var hashes) && hashes.Length == TileGeometry.FullBytes
                ? hashes.AsMemory(0, tile.Width * Hash256.Size)
                : throw new InvalidDataException($"the store holds no tile {TilePath.Format(tile.Full)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _full.Dispose();
}
