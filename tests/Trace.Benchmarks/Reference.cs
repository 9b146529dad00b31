using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Trace.Benchmarks;

/// <summary>What this disk and this PostgreSQL can do at most: COPY of the same bytes, in durable batches of 512, into one plain table with the same indexes.</summary>
internal static class Reference
{
    public static async Task<double> RowsPerSecondAsync(NpgsqlDataSource source, IReadOnlyList<byte[]> entries)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var make = new NpgsqlCommand("DROP TABLE IF EXISTS bench_reference; CREATE TABLE bench_reference (seq bigint PRIMARY KEY, identity bytea UNIQUE, subject text, version bigint, bytes bytea, UNIQUE (subject, version))", connection))
        {
            await make.ExecuteNonQueryAsync();
        }

        var clock = Stopwatch.StartNew();
        for (var start = 0; start < entries.Count; start += 512)
        {
            await using var copy = await connection.BeginBinaryImportAsync("COPY bench_reference FROM STDIN (FORMAT BINARY)");
            for (var i = start; i < Math.Min(start + 512, entries.Count); i++)
            {
                var identity = SHA256.HashData(entries[i]);
                await copy.StartRowAsync();
                await copy.WriteAsync((long)i, NpgsqlDbType.Bigint);
                await copy.WriteAsync(identity, NpgsqlDbType.Bytea);
                await copy.WriteAsync(Convert.ToHexString(identity), NpgsqlDbType.Text);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(entries[i], NpgsqlDbType.Bytea);
            }

            await copy.CompleteAsync();
        }

        return entries.Count / clock.Elapsed.TotalSeconds;
    }
}
