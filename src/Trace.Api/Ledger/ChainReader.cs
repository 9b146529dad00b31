using Npgsql;
using NpgsqlTypes;

namespace Trace.Api.Ledger;

/// <summary>Reads whole histories of several subjects with one query, and none where they are remembered.</summary>
/// <param name="source">Where the database is.</param>
/// <param name="caches">What is remembered.</param>
public sealed class ChainReader(NpgsqlDataSource source, ReadCaches caches)
{
    // An index is a seq_id less one, so what lies below a size has a seq_id of at most that size.
    private const string Whole = "SELECT bdata, seq_id, version, stream_id FROM ledger.mt_events WHERE stream_id = ANY($1) AND seq_id <= $2 ORDER BY stream_id, version";

    /// <summary>Each subject's entries below a size, in order of version; a subject without any has an empty list.</summary>
    /// <param name="subjects">The subjects.</param>
    /// <param name="size">Of a head.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task<Dictionary<string, List<StoredEntry>>> ReadAsync(IReadOnlyCollection<string> subjects, long size, CancellationToken cancellation)
    {
        var chains = new Dictionary<string, List<StoredEntry>>();
        var missing = new List<string>();
        foreach (var subject in subjects)
        {
            if (caches.Find(subject) is { } remembered)
            {
                chains[subject] = [.. remembered.Where(entry => entry.Index < size)];
            }
            else
            {
                chains[subject] = [];
                missing.Add(subject);
            }
        }

        if (missing.Count == 0)
        {
            return chains;
        }

        await using var command = source.CreateCommand(Whole);
        command.Parameters.Add(new NpgsqlParameter { Value = missing.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.AddWithValue(size);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            chains[reader.GetString(3)].Add(StoredEntry.From(reader));
        }

        foreach (var subject in missing)
        {
            caches.Put(subject, size, chains[subject]);
        }

        return chains;
    }
}
