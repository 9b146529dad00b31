using Npgsql;
using Trace.Api.Hosting;

namespace Trace.Api.Sealing;

/// <summary>
/// Which content key wraps, as the database has it: a service that knows an older one, in a folder of its own, writes no more under it from the
/// moment that a rotation begins, and so leaves nothing behind that the end of the rotation would lose.
/// </summary>
internal static class KeyInForce
{
    /// <summary>Inserts a record's key if the key that wrapped it is in force: name, wrapped, id. The lock makes <see cref="TakeAsync"/> wait for it.</summary>
    public const string Inserting = "INSERT INTO ledger.record_key (name, wrapped) SELECT $1, $2 FROM ledger.content_key WHERE id = $3 FOR SHARE";

    /// <summary>Puts the current key in force, if all that is stored was wrapped under the keys that are here.</summary>
    /// <param name="source">Where the database is.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StartRefusedException">Something was wrapped under another.</exception>
    public static async Task TakeAsync(NpgsqlDataSource source, ContentKeys keys, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var take = new NpgsqlCommand("INSERT INTO ledger.content_key (id) VALUES ($1) ON CONFLICT (singleton) DO UPDATE SET id = excluded.id", connection);
        take.Parameters.AddWithValue(keys.Current.Id);
        await take.ExecuteNonQueryAsync(cancellation);
        await RequireOursAsync(connection, keys, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Refuses where something was wrapped under a key that is not here.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StartRefusedException">The message names every such key.</exception>
    public static async Task RequireOursAsync(NpgsqlConnection connection, ContentKeys keys, CancellationToken cancellation)
    {
        var others = new List<string>();
        await using var select = new NpgsqlCommand("SELECT substr(wrapped, 1, 8) AS id, count(*) FROM ledger.record_key GROUP BY 1 ORDER BY 1", connection) { CommandTimeout = 0 };
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetFieldValue<byte[]>(0);
            if (!keys.Current.Wrapped(id) && keys.Former?.Wrapped(id) != true)
            {
                others.Add($"{ContentKey.NameOf(id)} ({reader.GetInt64(1)})");
            }
        }

        if (others.Count > 0)
        {
            throw new StartRefusedException($"Contents of this database are sealed under other keys than those that are here: under {string.Join(", ", others)}; {keys}. Bring back the content.key that belongs to them, without which they can't be read.");
        }
    }
}
