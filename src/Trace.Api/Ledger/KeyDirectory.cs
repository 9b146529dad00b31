using Google.Protobuf;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// Finds the public key with which a statement is signed, by its key id: among what is recorded, and among statements already admitted. A key
/// id is a hash of the key, so no source can lie; whether the key stands is the sequencer's to decide, in order.
/// </summary>
/// <param name="source">Where the database is.</param>
public sealed class KeyDirectory(NpgsqlDataSource source) : IDisposable
{
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>Remembers the keys that a statement brings in, so that what follows it in a stream finds them before they are recorded.</summary>
    /// <param name="statement">A statement within its bounds.</param>
    public void Remember(ParsedStatement statement)
    {
        foreach (var (id, key) in NamedKeys.In(statement))
        {
            Remember(id, key);
        }
    }

    /// <summary>The signing key of a statement; null where it is found nowhere.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="cancellation">Stops it.</param>
    public ValueTask<Ed25519PublicKey?> FindAsync(ParsedStatement statement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return _known.TryGetValue(statement.Key, out Ed25519PublicKey? key)
            ? ValueTask.FromResult(key)
            : new ValueTask<Ed25519PublicKey?>(LookUpAsync(statement, cancellation));
    }

    /// <summary>Whether a statement is recorded.</summary>
    /// <param name="identity">Its identity.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<bool> IsRecordedAsync(Hash256 identity, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT 1 FROM ledger.log_entry WHERE identity = $1");
        command.Parameters.AddWithValue(identity.ToArray());
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private async Task<Ed25519PublicKey?> LookUpAsync(ParsedStatement statement, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand();
        if (statement.KeySubject is { } keySubject)
        {
            command.CommandText = "SELECT bdata FROM ledger.mt_events WHERE (stream_id = $1 AND type = 'key_grant') OR stream_id = 'log/genesis'";
            command.Parameters.AddWithValue(keySubject);
        }
        else if (NamedKeys.BroughtInBy(statement) is { } identity)
        {
            command.CommandText = "SELECT m.bdata FROM ledger.log_entry e JOIN ledger.mt_events m ON m.seq_id = e.index + 1 WHERE e.identity = $1";
            command.Parameters.AddWithValue(identity.ToArray());
        }
        else
        {
            command.CommandText = "SELECT m.bdata FROM ledger.log_use u JOIN ledger.mt_events m ON m.seq_id = u.index + 1 WHERE u.use = $1";
            command.Parameters.AddWithValue(Uses.Naming(statement.Subject.Value, statement.Key).ToArray());
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            foreach (var (id, key) in NamedKeys.In(RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0))).Statement))
            {
                if (id == statement.Key)
                {
                    return Remember(id, key);
                }
            }
        }

        return null;
    }

    private Ed25519PublicKey? Remember(Hash256 id, PublicKey key)
    {
        if (!Ed25519PublicKey.TryImport(key.Key.Span, out var imported))
        {
            return null;
        }

        _known.Set(id, imported, new MemoryCacheEntryOptions { Size = 1 });
        return imported;
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();
}
