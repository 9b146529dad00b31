using System.Security.Cryptography;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Sealing;

/// <summary>How far a rotation is.</summary>
/// <param name="Step">What was done last, and is durable.</param>
/// <param name="Done">Records' keys that are wrapped under the new key by this run.</param>
/// <param name="Total">How many there were to be when it began.</param>
internal sealed record RotationProgress(RotationStep Step, long Done, long Total);

/// <summary>The steps of a rotation, in their order.</summary>
internal enum RotationStep
{
    /// <summary>The next key lies beside the one there is.</summary>
    Made,

    /// <summary>Nothing is wrapped under the old key any more.</summary>
    InForce,

    /// <summary>Some records' keys are wrapped anew.</summary>
    Rewrapped,

    /// <summary>All are, and nothing of what they were before lies in the table.</summary>
    Cleared,

    /// <summary>The old key is gone.</summary>
    Finished,
}

/// <summary>
/// Changes the service's content key while no service runs. The contents stay as they are: only their records' keys are wrapped anew. Whatever
/// ends it between two steps, both keys lie there until nothing needs the old one: a service that starts meanwhile reads and
/// writes, and the same call goes on.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="folder">Where the keys lie.</param>
/// <param name="atOnce">How many records' keys are wrapped in one transaction.</param>
internal sealed class KeyRotation(NpgsqlDataSource source, string folder, int atOnce = 1000)
{
    /// <summary>Does it, or goes on with it.</summary>
    /// <param name="progress">Hears of each step.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The names of the key that is gone, and of the one that is in its place.</returns>
    /// <exception cref="StartRefusedException">Something is wrapped under a key that is not here, or is damaged.</exception>
    public async Task<(string Former, string Current)> RunAsync(IProgress<RotationProgress> progress, CancellationToken cancellation)
    {
        await using (var marten = LedgerSchema.CreateStore(source))
        {
            await LedgerSchema.ApplyAsync(marten, source, cancellation);
        }

        await RequireOursAsync(cancellation);
        ContentKeys.Begin(folder);
        progress.Report(new RotationProgress(RotationStep.Made, 0, 0));

        using var keys = ContentKeys.Read(folder);
        await KeyInForce.TakeAsync(source, keys, cancellation);
        var total = await CountAsync(keys.Current, cancellation);
        progress.Report(new RotationProgress(RotationStep.InForce, 0, total));

        await RewrapAsync(keys, total, progress, cancellation);
        await ClearAsync(keys.Current, cancellation);
        progress.Report(new RotationProgress(RotationStep.Cleared, total, total));

        ContentKeys.Finish(folder);
        progress.Report(new RotationProgress(RotationStep.Finished, total, total));
        return (keys.Former!.Name, keys.Current.Name);
    }

    // Before a key is made that would only lie about.
    private async Task RequireOursAsync(CancellationToken cancellation)
    {
        using var keys = ContentKeys.Read(folder);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await KeyInForce.RequireOursAsync(connection, keys, cancellation);
    }

    private async Task RewrapAsync(ContentKeys keys, long total, IProgress<RotationProgress> progress, CancellationToken cancellation)
    {
        byte[] last = [];
        var done = 0L;
        while (await RewrapSomeAsync(keys, last, cancellation) is ( > 0 and var count, { } reached))
        {
            (last, done) = (reached, done + count);
            progress.Report(new RotationProgress(RotationStep.Rewrapped, done, total));
        }
    }

    // What is erased meanwhile is gone: a row is updated where it is, and never inserted.
    private async Task<(int Count, byte[]? Last)> RewrapSomeAsync(ContentKeys keys, byte[] behind, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (names, wrapped) = (new List<byte[]>(), new List<byte[]>());
        await using (var select = new NpgsqlCommand("SELECT name, wrapped FROM ledger.record_key WHERE name > $1 AND substr(wrapped, 1, 8) <> $2 ORDER BY name LIMIT $3 FOR UPDATE", connection) { CommandTimeout = 0 })
        {
            select.Parameters.AddWithValue(behind);
            select.Parameters.AddWithValue(keys.Current.Id);
            select.Parameters.AddWithValue(atOnce);
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                names.Add(reader.GetFieldValue<byte[]>(0));
                wrapped.Add(Rewrap(keys, names[^1], reader.GetFieldValue<byte[]>(1)));
            }
        }

        await using var update = new NpgsqlCommand("UPDATE ledger.record_key k SET wrapped = n.wrapped FROM unnest($1, $2) AS n (name, wrapped) WHERE k.name = n.name", connection);
        update.Parameters.AddWithValue(names.ToArray());
        update.Parameters.AddWithValue(wrapped.ToArray());
        await update.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (names.Count, names.LastOrDefault());
    }

    private static byte[] Rewrap(ContentKeys keys, byte[] name, byte[] wrapped)
    {
        byte[] key;
        try
        {
            key = keys.Unwrap(name, wrapped);
        }
        catch (CryptographicException problem)
        {
            throw new StartRefusedException($"The key of record {Convert.ToHexStringLower(name)} in ledger.record_key is damaged: bring its row back from a back-up, or delete it, which erases the record; then run the same again. Nothing is lost: both content keys stay.", inner: problem);
        }

        try
        {
            return keys.Wrap(name, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    // What was overwritten lies on in dead rows until they are cleared away: whoever has the old key, for whose sake it goes, could open them.
    private async Task ClearAsync(ContentKey current, CancellationToken cancellation)
    {
        await using var vacuum = source.CreateCommand("VACUUM FULL ledger.record_key");
        vacuum.CommandTimeout = 0;
        await vacuum.ExecuteNonQueryAsync(cancellation);
        if (await CountAsync(current, cancellation) is > 0 and var left)
        {
            throw new StartRefusedException($"{left} records' keys were wrapped under the old key meanwhile: stop whatever writes into ledger.record_key, and run the same again.");
        }
    }

    private async Task<long> CountAsync(ContentKey current, CancellationToken cancellation)
    {
        await using var count = source.CreateCommand("SELECT count(*) FROM ledger.record_key WHERE substr(wrapped, 1, 8) <> $1");
        count.CommandTimeout = 0;
        count.Parameters.AddWithValue(current.Id);
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }
}
