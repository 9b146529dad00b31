using Google.Protobuf;
using Npgsql;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Sealing;

/// <summary>
/// At start: seals the contents that still lie open, as versions before this one left them and as a restored back-up of such a version brings them
/// back, and refuses a service key that is not this database's.
/// </summary>
internal sealed class OpenContents(NpgsqlDataSource source, ContentKeys service, RecordKeys keys, ILogger<OpenContents> logger) : IHostedService
{
    private const int AtOnce = 32;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await KeyInForce.TakeAsync(source, service, cancellation);
        if (service.Former is { } former)
        {
            LedgerLog.RotationUnderWay(logger, former.Name, service.Current.Name);
        }

        var found = false;
        while (await SealSomeAsync(cancellation))
        {
            found = true;
        }

        if (found)
        {
            // What was overwritten lies on in dead rows until they are cleared away.
            await using var vacuum = source.CreateCommand("VACUUM FULL ledger.disclosure");
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    private async Task<bool> SealSomeAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var open = new List<(byte[] Digest, byte[] Key, byte[] Content)>();
        await using (var select = new NpgsqlCommand($"SELECT digest, key, content FROM ledger.disclosure WHERE content IS NOT NULL AND sealed IS NULL LIMIT {AtOnce} FOR UPDATE", connection))
        await using (var reader = await select.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                open.Add((reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
            }
        }

        foreach (var (digest, key, content) in open)
        {
            var disclosure = new Disclosure { Key = UnsafeByteOperations.UnsafeWrap(key), Content = UnsafeByteOperations.UnsafeWrap(content) };
            await using var update = new NpgsqlCommand("UPDATE ledger.disclosure SET sealed = $2, size = length(content), key = NULL, content = NULL WHERE digest = $1", connection);
            update.Parameters.AddWithValue(digest);
            update.Parameters.AddWithValue(await keys.SealAsync(connection, digest, disclosure.ToByteArray(), cancellation));
            await update.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return open.Count > 0;
    }
}
