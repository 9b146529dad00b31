using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>Tiles and entry bundles as bytes, up to the last signed size: one read each, and no hashing.</summary>
/// <param name="source">Where the database is.</param>
/// <param name="checkpoints">The signed head, with the partial tiles.</param>
/// <param name="reader">Reads tiles.</param>
public sealed class Tiles(NpgsqlDataSource source, Checkpoints checkpoints, TileReader reader)
{
    private const string Bundle = "SELECT bdata FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 ORDER BY seq_id";

    /// <summary>The hashes of a tile, or of its first part; null where the signed tree has no such tile.</summary>
    /// <param name="tile">Which, and how wide.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReadOnlyMemory<byte>?> HashesAsync(TileId tile, CancellationToken cancellation)
    {
        if (Held(tile) is not { } head)
        {
            return null;
        }

        return (await reader.ReadAsync([tile], head.Edge, cancellation))[tile];
    }

    /// <summary>The entries of a level-0 tile, or of its first part, each behind its length; null where the signed tree has no such tile.</summary>
    /// <param name="bundle">Which, and how wide.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">The store holds fewer entries than it signed.</exception>
    public async Task<ReadOnlyMemory<byte>?> EntriesAsync(TileId bundle, CancellationToken cancellation)
    {
        if (Held(bundle) is null)
        {
            return null;
        }

        var first = bundle.Index * TileGeometry.FullWidth;
        await using var command = source.CreateCommand(Bundle);
        command.Parameters.AddWithValue(first);
        command.Parameters.AddWithValue(first + bundle.Width);
        var entries = new List<ReadOnlyMemory<byte>>(bundle.Width);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            entries.Add(rows.GetFieldValue<byte[]>(0));
        }

        return entries.Count == bundle.Width
            ? EntryBundle.Encode(entries)
            : throw new InvalidDataException($"the store holds {entries.Count} entries of bundle {TilePath.FormatEntries(bundle.Index, bundle.Width)}");
    }

    private SignedHead? Held(TileId tile) =>
        checkpoints.Signed is { } head && tile.Width <= TileGeometry.WidthAt(tile.Level, tile.Index, head.Head.Size) ? head : null;
}
