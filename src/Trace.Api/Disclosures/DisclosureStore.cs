using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Trace.Api.Ledger;
using Trace.Api.Sealing;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Disclosures;

/// <summary>What became of the content of a commitment.</summary>
/// <param name="State">Shown where it is there, for those who may read it.</param>
/// <param name="Disclosure">Content and key; null unless it is there.</param>
public sealed record StoredContent(ContentState State, Disclosure? Disclosure);

/// <summary>
/// Contents as they lie in the database: content and commitment's key sealed under a key of the record's own (<see cref="RecordKeys"/>). A row
/// without that key is erased, though the sealed bytes came back out of an old back-up.
/// </summary>
public sealed class DisclosureStore(NpgsqlDataSource source, RecordKeys keys)
{
    private const string Erased = """
        INSERT INTO ledger.disclosure (digest, media_type, erased_at) SELECT d, '', now() FROM unnest($1) AS d
        ON CONFLICT (digest) DO UPDATE SET key = NULL, content = NULL, sealed = NULL, erased_at = coalesce(disclosure.erased_at, now())
        """;

    /// <summary>What erases digests, to be run in one transaction: no later upload brings them back. Also of what was never uploaded.</summary>
    /// <param name="digests">Of the commitments.</param>
    public static IEnumerable<NpgsqlBatchCommand> Erasing(byte[][] digests) =>
        // In this order: the rows wait for an upload that crosses this, and the keys are then seen with the one that it made.
        [EntryStore.Command(Erased, (object)digests), EntryStore.Command("DELETE FROM ledger.record_key WHERE name = ANY($1)", (object)digests)];

    /// <summary>Erases digests, in the caller's transaction or in one of its own.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="digests">Of the commitments.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task EraseAsync(NpgsqlConnection connection, byte[][] digests, CancellationToken cancellation)
    {
        await using var erase = new NpgsqlBatch(connection);
        foreach (var command in Erasing(digests))
        {
            erase.BatchCommands.Add(command);
        }

        await erase.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Keeps a content.</summary>
    /// <param name="digest">Of its commitment, to which it was held.</param>
    /// <param name="mediaType">As the commitment says it.</param>
    /// <param name="disclosure">Content and key.</param>
    /// <param name="author">Key id of a buyer or author; null for a party's.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False where it was erased, and is not taken again.</returns>
    public async Task<bool> KeepAsync(byte[] digest, string mediaType, Disclosure disclosure, byte[]? author, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await KeepAsync(connection, digest, mediaType, disclosure, author, cancellation))
        {
            await transaction.RollbackAsync(cancellation);
            return (await FindAsync([digest], cancellation)).Values.Single().State == ContentState.Shown;
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Keeps a new content in the caller's transaction.</summary>
    /// <param name="connection">With the transaction begun.</param>
    /// <param name="digest">Of its commitment, to which it was held.</param>
    /// <param name="mediaType">As the commitment says it.</param>
    /// <param name="disclosure">Content and key.</param>
    /// <param name="author">Key id of a buyer or author; null for a party's.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False where one was kept under this digest before, erased since or not.</returns>
    public async Task<bool> KeepAsync(NpgsqlConnection connection, byte[] digest, string mediaType, Disclosure disclosure, byte[]? author, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand("INSERT INTO ledger.disclosure (digest, media_type, author, size) VALUES ($1, $2, $3, $4) ON CONFLICT (digest) DO NOTHING", connection);
        insert.Parameters.AddWithValue(digest);
        insert.Parameters.AddWithValue(mediaType);
        insert.Parameters.AddWithValue(NpgsqlDbType.Bytea, (object?)author ?? DBNull.Value);
        insert.Parameters.AddWithValue((long)disclosure.Content.Length);
        if (await insert.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return false;
        }

        await using var fill = new NpgsqlCommand("UPDATE ledger.disclosure SET sealed = $2 WHERE digest = $1", connection);
        fill.Parameters.AddWithValue(digest);
        fill.Parameters.AddWithValue(await keys.SealAsync(connection, digest, disclosure.ToByteArray(), cancellation));
        await fill.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    /// <summary>What is kept of commitments, by digest; what was never uploaded is left out.</summary>
    /// <param name="digests">Their digests.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Dictionary<Hash256, StoredContent>> FindAsync(byte[][] digests, CancellationToken cancellation)
    {
        var found = new Dictionary<Hash256, StoredContent>();
        await using var select = source.CreateCommand("SELECT d.digest, k.wrapped, d.sealed FROM ledger.disclosure d LEFT JOIN ledger.record_key k ON k.name = d.digest WHERE d.digest = ANY($1)");
        select.Parameters.AddWithValue(digests);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var digest = reader.GetFieldValue<byte[]>(0);
            found[Hash256.From(digest)] = await reader.IsDBNullAsync(1, cancellation) || await reader.IsDBNullAsync(2, cancellation)
                ? new StoredContent(ContentState.Erased, null)
                : new StoredContent(ContentState.Shown, Disclosure.Parser.ParseFrom(keys.Open(digest, reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2))));
        }

        return found;
    }

    /// <summary>How many bytes of content are kept for a buyer's or author's key.</summary>
    /// <param name="author">Key id.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<long> BytesOfAsync(byte[] author, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT coalesce(sum(size), 0)::bigint FROM ledger.disclosure WHERE author = $1 AND sealed IS NOT NULL");
        select.Parameters.AddWithValue(author);
        return (long)(await select.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Deletes content and keys.</summary>
    /// <param name="digest">Of the commitment.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task EraseAsync(byte[] digest, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await EraseAsync(connection, [digest], cancellation);
    }
}
