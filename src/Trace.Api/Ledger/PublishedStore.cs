using System.Runtime.CompilerServices;
using Npgsql;

namespace Trace.Api.Ledger;

/// <summary>A checkpoint as it was published.</summary>
/// <param name="Size">Of its tree.</param>
/// <param name="Note">Signed by the log, with the cosignatures gathered.</param>
/// <param name="At">When.</param>
public sealed record PublishedNote(long Size, byte[] Note, DateTimeOffset At);

/// <summary>The last published checkpoint, which a restarted server serves until a newer one has its quorum, and those that are kept for ever.</summary>
/// <param name="source">Where the database is.</param>
public sealed class PublishedStore(NpgsqlDataSource source)
{
    // Never back: a server that lost the lead may still have one to write.
    private const string Publish = """
        INSERT INTO ledger.log_published (size, note, published_at) VALUES ($1, $2, $3)
        ON CONFLICT (singleton) DO UPDATE SET size = excluded.size, note = excluded.note, published_at = excluded.published_at WHERE log_published.size <= excluded.size
        """;

    private const string Keep = "INSERT INTO ledger.log_checkpoint (size, note, kept_at) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING";

    /// <summary>The checkpoint that was published last; null where there is none.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Task<PublishedNote?> LastAsync(CancellationToken cancellation) =>
        ReadAsync(source.CreateCommand("SELECT size, note, published_at FROM ledger.log_published"), cancellation);

    /// <summary>The newest checkpoint that is kept; null where there is none.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Task<PublishedNote?> LastKeptAsync(CancellationToken cancellation) =>
        ReadAsync(source.CreateCommand("SELECT size, note, kept_at FROM ledger.log_checkpoint ORDER BY size DESC LIMIT 1"), cancellation);

    /// <summary>The checkpoint that is kept of a size; null where none is.</summary>
    /// <param name="size">The size.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<PublishedNote?> KeptAsync(long size, CancellationToken cancellation)
    {
        var command = source.CreateCommand("SELECT size, note, kept_at FROM ledger.log_checkpoint WHERE size = $1");
        command.Parameters.AddWithValue(size);
        return ReadAsync(command, cancellation);
    }

    /// <summary>The sizes of which a checkpoint is kept, ascending.</summary>
    /// <param name="from">The first that is wanted.</param>
    /// <param name="most">At most this many.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<long> KeptSizesAsync(long from, long most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT size FROM ledger.log_checkpoint WHERE size >= $1 ORDER BY size LIMIT $2");
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(most);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return reader.GetInt64(0);
        }
    }

    /// <summary>Makes a checkpoint the last published one, durably.</summary>
    /// <param name="published">The checkpoint.</param>
    /// <param name="keep">Whether it is kept for ever too.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether it is now; false where a server that leads now has published a greater one.</returns>
    public async Task<bool> PublishAsync(PublishedNote published, bool keep, CancellationToken cancellation)
    {
        // One batch, one transaction.
        await using var batch = source.CreateBatch();
        var publish = Of(Publish, published);
        batch.BatchCommands.Add(publish);
        if (keep)
        {
            batch.BatchCommands.Add(Of(Keep, published));
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        return publish.RecordsAffected == 1;
    }

    /// <summary>Keeps a checkpoint for ever.</summary>
    /// <param name="published">The checkpoint.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task KeepAsync(PublishedNote published, CancellationToken cancellation)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Of(Keep, published));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlBatchCommand Of(string sql, PublishedNote published) => EntryStore.Command(sql, published.Size, published.Note, published.At);

    private static async Task<PublishedNote?> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await reader.ReadAsync(cancellation)
                ? new PublishedNote(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<DateTimeOffset>(2))
                : null;
        }
    }
}
